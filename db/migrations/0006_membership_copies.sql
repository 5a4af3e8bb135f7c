DROP INDEX "group_memberships_by_group";--> statement-breakpoint
DROP INDEX "learners_by_name";--> statement-breakpoint
ALTER TABLE "group_memberships" ADD COLUMN "sort_name" text collate "C" NOT NULL;--> statement-breakpoint
ALTER TABLE "group_memberships" ADD COLUMN "active_at" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "learners" ADD COLUMN "active_at" timestamp with time zone GENERATED ALWAYS AS (coalesce(last_active_at, '-infinity'::timestamptz)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "group_memberships_by_name" ON "group_memberships" USING btree ("organization_id","group_id","sort_name","learner_id","active_at");--> statement-breakpoint
CREATE INDEX "group_memberships_by_activity" ON "group_memberships" USING btree ("organization_id","group_id","active_at","learner_id","sort_name");--> statement-breakpoint
CREATE INDEX "learners_by_activity" ON "learners" USING btree ("organization_id","active_at","id","sort_name");--> statement-breakpoint
CREATE INDEX "learners_by_name" ON "learners" USING btree ("organization_id","sort_name","id","active_at");