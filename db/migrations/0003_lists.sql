CREATE TYPE "public"."work_kind" AS ENUM('deletion_batch', 'list');--> statement-breakpoint
CREATE TYPE "public"."list_outcome" AS ENUM('to_add', 'added', 'exists', 'tombstoned', 'invalid', 'deleted', 'not_deleted', 'restored', 'reusable', 'to_hold', 'held', 'not_found');--> statement-breakpoint
CREATE TYPE "public"."list_purpose" AS ENUM('add_users', 'find_deleted_users', 'hold_users');--> statement-breakpoint
CREATE TYPE "public"."list_state" AS ENUM('uploading', 'checking', 'ready', 'processing', 'completed', 'terminated', 'cancelled', 'expired');--> statement-breakpoint
CREATE TABLE "list_rows" (
	"organization_id" bigint NOT NULL,
	"list_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"email" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"groups" text DEFAULT '' NOT NULL,
	"normalized_email" text collate "C",
	"normalized_user_id" text collate "C",
	"email_hash" "bytea",
	"user_id_hash" "bytea",
	"problem" text,
	"outcome" "list_outcome",
	"reason" text,
	"same_as_row" integer,
	"earlier_deleted_at" timestamp with time zone,
	"earlier_batch_id" uuid,
	CONSTRAINT "list_rows_organization_id_list_id_row_number_pk" PRIMARY KEY("organization_id","list_id","row_number"),
	CONSTRAINT "list_row_number_after_header" CHECK ("list_rows"."row_number" >= 2),
	CONSTRAINT "list_row_deleted_when" CHECK ("list_rows"."outcome" not in ('tombstoned', 'deleted') or ("list_rows"."earlier_deleted_at" is not null and "list_rows"."earlier_batch_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"organization_id" bigint NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"purpose" "list_purpose" NOT NULL,
	"state" "list_state" DEFAULT 'uploading' NOT NULL,
	"file_name" text NOT NULL,
	"file_bytes" integer NOT NULL,
	"file_sha256" text collate "C" NOT NULL,
	"slices" integer NOT NULL,
	"encoding" text,
	"delimiter" text,
	"ignored_columns" text[],
	"refusals" jsonb,
	"token" bigint DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"checked_bytes" integer DEFAULT 0 NOT NULL,
	"rows" integer,
	"ordered" jsonb,
	"done_to_row" integer DEFAULT 0 NOT NULL,
	"preview" jsonb,
	"counts" jsonb,
	"uploaded_by" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"uploaded_at" timestamp with time zone,
	"ready_at" timestamp with time zone,
	"ordered_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"values_dropped_at" timestamp with time zone,
	CONSTRAINT "lists_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "list_below_15_mb" CHECK ("lists"."file_bytes" between 0 and 15728639),
	CONSTRAINT "list_sha256_is_hex" CHECK ("lists"."file_sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "list_checked" CHECK ("lists"."state" not in ('ready', 'processing', 'completed') or ("lists"."rows" is not null and "lists"."counts" is not null)),
	CONSTRAINT "list_ordered" CHECK ("lists"."state" <> 'processing' or "lists"."ordered_at" is not null),
	CONSTRAINT "list_ended" CHECK (("lists"."state" in ('completed', 'terminated', 'cancelled', 'expired')) = ("lists"."ended_at" is not null)),
	CONSTRAINT "list_terminated_with_reasons" CHECK (("lists"."state" = 'terminated') = ("lists"."refusals" is not null))
);
--> statement-breakpoint
ALTER TABLE "due_work" RENAME COLUMN "batch_id" TO "work_id";--> statement-breakpoint
ALTER TABLE "upload_slices" RENAME COLUMN "batch_id" TO "upload_id";--> statement-breakpoint
ALTER TABLE "due_work" DROP CONSTRAINT "due_work_organization_id_batch_id_deletion_batches_organization_id_id_fk";
--> statement-breakpoint
ALTER TABLE "upload_slices" DROP CONSTRAINT "upload_slices_organization_id_batch_id_deletion_batches_organization_id_id_fk";
--> statement-breakpoint
ALTER TABLE "due_work" DROP CONSTRAINT "due_work_organization_id_batch_id_pk";--> statement-breakpoint
ALTER TABLE "upload_slices" DROP CONSTRAINT "upload_slices_organization_id_batch_id_slice_index_pk";--> statement-breakpoint
ALTER TABLE "due_work" ADD CONSTRAINT "due_work_organization_id_work_id_pk" PRIMARY KEY("organization_id","work_id");--> statement-breakpoint
ALTER TABLE "upload_slices" ADD CONSTRAINT "upload_slices_organization_id_upload_id_slice_index_pk" PRIMARY KEY("organization_id","upload_id","slice_index");--> statement-breakpoint
ALTER TABLE "due_work" ADD COLUMN "kind" "work_kind" DEFAULT 'deletion_batch' NOT NULL;--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "is_default" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lists" ADD CONSTRAINT "lists_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lists" ADD CONSTRAINT "lists_organization_id_uploaded_by_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","uploaded_by") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_rows_by_outcome" ON "list_rows" USING btree ("organization_id","list_id","outcome","row_number");--> statement-breakpoint
CREATE INDEX "list_rows_email" ON "list_rows" USING btree ("organization_id","normalized_email") WHERE normalized_email is not null;--> statement-breakpoint
CREATE INDEX "list_rows_user_id" ON "list_rows" USING btree ("organization_id","normalized_user_id") WHERE normalized_user_id is not null;--> statement-breakpoint
CREATE INDEX "lists_by_date" ON "lists" USING btree ("organization_id","purpose","created_at" DESC NULLS LAST,"id");--> statement-breakpoint
ALTER TABLE "due_work" ADD CONSTRAINT "due_work_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload_slices" ADD CONSTRAINT "upload_slices_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "groups_default" ON "groups" USING btree ("organization_id") WHERE is_default;--> statement-breakpoint
-- Organizations made before this have no default group yet.
INSERT INTO "groups" ("organization_id", "name", "is_default") SELECT "id", 'New starters', true FROM "organizations"
ON CONFLICT ("organization_id", "name") DO UPDATE SET "is_default" = true;
