DROP INDEX "staged_rows_mentions";--> statement-breakpoint
DROP INDEX "list_rows_mentions";--> statement-breakpoint
CREATE INDEX "staged_rows_mentions" ON "staged_rows" USING gin ("organization_id","mentions") WITH (fastupdate=false) WHERE mentions is not null;--> statement-breakpoint
CREATE INDEX "list_rows_mentions" ON "list_rows" USING gin ("organization_id","mentions") WITH (fastupdate=false) WHERE mentions is not null;