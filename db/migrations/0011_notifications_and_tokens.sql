CREATE TYPE "public"."token_scope" AS ENUM('read', 'order');--> statement-breakpoint
CREATE TYPE "public"."delivery_event" AS ENUM('delayed', 'delivered', 'bounced', 'complained');--> statement-breakpoint
ALTER TYPE "public"."work_kind" ADD VALUE 'mail';--> statement-breakpoint
CREATE TABLE "api_requests" (
	"organization_id" bigint NOT NULL,
	"token_id" uuid NOT NULL,
	"key_hash" text collate "C" NOT NULL,
	"request_hash" text collate "C" NOT NULL,
	"status" integer,
	"answer" text,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "api_requests_organization_id_token_id_key_hash_pk" PRIMARY KEY("organization_id","token_id","key_hash"),
	CONSTRAINT "answered" CHECK (("api_requests"."status" is null) = ("api_requests"."answer" is null))
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"organization_id" bigint NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"admin_id" bigint NOT NULL,
	"name" text NOT NULL,
	"scope" "token_scope" NOT NULL,
	"secret_hash" text collate "C" NOT NULL,
	"hint" text collate "C" NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"revoked_by" bigint,
	CONSTRAINT "api_tokens_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "token_name_length" CHECK (char_length("api_tokens"."name") between 1 and 100),
	CONSTRAINT "token_hash_is_hex" CHECK ("api_tokens"."secret_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "token_ends" CHECK ("api_tokens"."expires_at" > "api_tokens"."created_at")
);
--> statement-breakpoint
CREATE TABLE "mail_events" (
	"organization_id" bigint NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"mail_id" uuid NOT NULL,
	"event" "delivery_event" NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "mail_events_organization_id_event_id_pk" PRIMARY KEY("organization_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "mail_recipients" ADD COLUMN "created_at" timestamp with time zone DEFAULT app_now() NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_recipients" ADD COLUMN "link_hash" text collate "C";--> statement-breakpoint
ALTER TABLE "mail_recipients" ADD COLUMN "link_expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_organization_id_token_id_api_tokens_organization_id_id_fk" FOREIGN KEY ("organization_id","token_id") REFERENCES "public"."api_tokens"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_organization_id_admin_id_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","admin_id") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_organization_id_revoked_by_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","revoked_by") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_events" ADD CONSTRAINT "mail_events_organization_id_mail_id_mails_organization_id_id_fk" FOREIGN KEY ("organization_id","mail_id") REFERENCES "public"."mails"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_by_admin" ON "api_tokens" USING btree ("organization_id","admin_id");--> statement-breakpoint
CREATE INDEX "mail_events_by_mail" ON "mail_events" USING btree ("organization_id","mail_id");--> statement-breakpoint
ALTER TABLE "mail_recipients" ADD CONSTRAINT "link_ends" CHECK (("mail_recipients"."link_hash" is null) = ("mail_recipients"."link_expires_at" is null));