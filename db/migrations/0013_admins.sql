CREATE TABLE "admin_invitations" (
	"organization_id" bigint NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"normalized_email" text collate "C" NOT NULL,
	"role" "role" NOT NULL,
	"language" "language" NOT NULL,
	"link_hash" text collate "C" NOT NULL,
	"invited_by" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"sent_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "admin_invitations_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "admin_invitations_link" UNIQUE("organization_id","link_hash"),
	CONSTRAINT "invitation_ends_once" CHECK ("admin_invitations"."accepted_at" is null or "admin_invitations"."withdrawn_at" is null),
	CONSTRAINT "invitation_link_ends" CHECK ("admin_invitations"."expires_at" > "admin_invitations"."sent_at")
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"organization_id" bigint NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"admin_id" bigint NOT NULL,
	"link_hash" text collate "C" NOT NULL,
	"created_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_resets_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "password_resets_link" UNIQUE("organization_id","link_hash")
);
--> statement-breakpoint
ALTER TABLE "admin_sessions" ADD COLUMN "last_used_at" timestamp with time zone DEFAULT app_now() NOT NULL;--> statement-breakpoint
ALTER TABLE "admin_sessions" ADD COLUMN "browser" text;--> statement-breakpoint
ALTER TABLE "admin_sessions" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "admin_invitations" ADD CONSTRAINT "admin_invitations_organization_id_invited_by_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","invited_by") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_organization_id_admin_id_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","admin_id") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_invitation" ON "admin_invitations" USING btree ("organization_id","normalized_email") WHERE accepted_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX "password_resets_by_admin" ON "password_resets" USING btree ("organization_id","admin_id");