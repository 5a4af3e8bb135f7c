CREATE TABLE "certificates" (
	"organization_id" bigint NOT NULL,
	"batch_id" uuid NOT NULL,
	"content" text NOT NULL,
	"key_id" text collate "C" NOT NULL,
	"signature" "bytea" NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	CONSTRAINT "certificates_organization_id_batch_id_pk" PRIMARY KEY("organization_id","batch_id"),
	CONSTRAINT "signature_is_ed25519" CHECK (octet_length("certificates"."signature") = 64)
);
--> statement-breakpoint
ALTER TABLE "deletion_chunks" ADD COLUMN "removed" jsonb;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_organization_id_batch_id_deletion_batches_organization_id_id_fk" FOREIGN KEY ("organization_id","batch_id") REFERENCES "public"."deletion_batches"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entries_by_time" ON "audit_entries" USING btree ("organization_id","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_by_admin" ON "audit_entries" USING btree ("organization_id","admin_id","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_by_action" ON "audit_entries" USING btree ("organization_id","action","at","sequence");--> statement-breakpoint
-- The head of a chain moves on, one entry at a time, and in no other way: whoever cuts the tail off cannot put it back quietly.
CREATE FUNCTION refuse_head_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.organization_id = OLD.organization_id AND NEW.sequence = OLD.sequence + 1 THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'audit_heads only moves on' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_heads_move_on BEFORE UPDATE OR DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION refuse_head_change();
--> statement-breakpoint
CREATE TRIGGER audit_heads_no_truncate BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_head_change();
