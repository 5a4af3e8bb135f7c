CREATE TYPE "public"."sign_in_method" AS ENUM('password', 'oidc');--> statement-breakpoint
CREATE TABLE "sign_in_identities" (
	"issuer" text collate "C" NOT NULL,
	"subject" text collate "C" NOT NULL,
	"organization_id" bigint NOT NULL,
	"admin_id" bigint NOT NULL,
	"linked_at" timestamp with time zone DEFAULT app_now() NOT NULL,
	CONSTRAINT "sign_in_identities_issuer_subject_pk" PRIMARY KEY("issuer","subject"),
	CONSTRAINT "one_identity_an_admin" UNIQUE("organization_id","admin_id")
);
--> statement-breakpoint
ALTER TABLE "admin_sessions" ADD COLUMN "method" "sign_in_method" DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "safeguards" ADD COLUMN "single_sign_on_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_identities" ADD CONSTRAINT "sign_in_identities_organization_id_admin_id_admins_organization_id_id_fk" FOREIGN KEY ("organization_id","admin_id") REFERENCES "public"."admins"("organization_id","id") ON DELETE no action ON UPDATE no action;