-- Batches that deleted nobody and ended before they had an end: the next run sets when theirs is (lib/processing/life.ts).
INSERT INTO "due_work" ("organization_id", "work_id", "due_at")
SELECT b."organization_id", b."id", b."ended_at"
FROM "deletion_batches" b
WHERE b."state" IN ('terminated', 'cancelled', 'declined', 'expired')
ON CONFLICT DO NOTHING;
