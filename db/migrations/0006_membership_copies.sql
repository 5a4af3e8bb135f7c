-- A group's list, sorted by name or by activity, is one index walked; so is everybody's, filtered by the one and sorted by the
-- other. Memberships carry a copy of the learner's two sort keys for that.
DROP INDEX "group_memberships_by_group";--> statement-breakpoint
DROP INDEX "learners_by_name";--> statement-breakpoint
ALTER TABLE "learners" ADD COLUMN "active_at" timestamp with time zone GENERATED ALWAYS AS (coalesce(last_active_at, '-infinity'::timestamptz)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "group_memberships" ADD COLUMN "sort_name" text collate "C";--> statement-breakpoint
ALTER TABLE "group_memberships" ADD COLUMN "active_at" timestamp with time zone;--> statement-breakpoint
UPDATE "group_memberships" m SET "sort_name" = l."sort_name", "active_at" = l."active_at"
FROM "learners" l WHERE l."organization_id" = m."organization_id" AND l."id" = m."learner_id";--> statement-breakpoint
ALTER TABLE "group_memberships" ALTER COLUMN "sort_name" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "group_memberships" ALTER COLUMN "active_at" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "group_memberships_by_name" ON "group_memberships" USING btree ("organization_id","group_id","sort_name","learner_id","active_at");--> statement-breakpoint
CREATE INDEX "group_memberships_by_activity" ON "group_memberships" USING btree ("organization_id","group_id","active_at","learner_id","sort_name");--> statement-breakpoint
CREATE INDEX "learners_by_activity" ON "learners" USING btree ("organization_id","active_at","id","sort_name");--> statement-breakpoint
CREATE INDEX "learners_by_name" ON "learners" USING btree ("organization_id","sort_name","id","active_at");--> statement-breakpoint
CREATE FUNCTION copy_to_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE group_memberships SET sort_name = NEW.sort_name, active_at = NEW.active_at
  WHERE organization_id = NEW.organization_id AND learner_id = NEW.id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER learners_to_memberships AFTER UPDATE OF sort_name, last_active_at ON learners FOR EACH ROW
WHEN (OLD.sort_name IS DISTINCT FROM NEW.sort_name OR OLD.active_at IS DISTINCT FROM NEW.active_at)
EXECUTE FUNCTION copy_to_memberships();
