ALTER TABLE "list_rows" ADD COLUMN "mentions" text[];--> statement-breakpoint
CREATE INDEX "list_rows_mentions" ON "list_rows" USING gin ("organization_id","mentions") WHERE mentions is not null;