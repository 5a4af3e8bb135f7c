CREATE INDEX "product_references_by_product" ON "product_references" USING btree ("organization_id","product","id");--> statement-breakpoint
CREATE INDEX "tombstones_by_time" ON "tombstones" USING brin ("organization_id","deleted_at");--> statement-breakpoint
-- Batches that ended before tombstones had an end: theirs comes when it comes (lib/processing/expiry.ts).
INSERT INTO "due_work" ("organization_id", "work_id", "due_at")
SELECT b."organization_id", b."id", b."ended_at" + s."tombstone_days" * interval '1 day'
FROM "deletion_batches" b JOIN "safeguards" s ON s."organization_id" = b."organization_id"
WHERE b."state" IN ('completed', 'completed_with_errors')
ON CONFLICT DO NOTHING;
