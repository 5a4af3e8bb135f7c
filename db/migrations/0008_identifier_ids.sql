-- Whoever has an address or an ID wants the learner's id (resolving a file, searching beginnings): the index alone answers.
-- INCLUDE is unknown to drizzle; in its schema these two look as before.
CREATE UNIQUE INDEX "learners_email_id" ON "learners" USING btree ("organization_id","normalized_email") INCLUDE ("id") WHERE normalized_email is not null;--> statement-breakpoint
DROP INDEX "learners_email";--> statement-breakpoint
ALTER INDEX "learners_email_id" RENAME TO "learners_email";--> statement-breakpoint
CREATE UNIQUE INDEX "learners_user_id_id" ON "learners" USING btree ("organization_id","unique_user_id") INCLUDE ("id") WHERE unique_user_id is not null;--> statement-breakpoint
DROP INDEX "learners_user_id";--> statement-breakpoint
ALTER INDEX "learners_user_id_id" RENAME TO "learners_user_id";
