DROP INDEX "tombstones_by_time";--> statement-breakpoint
CREATE INDEX "tombstones_by_batch" ON "tombstones" USING btree ("organization_id","batch_id");