-- The audit log is append-only: whoever asks, owner of the table included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entries is append-only' USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A slice is stored as it came: compressing 3 MB only to read it back once is wasted work.
ALTER TABLE upload_slices ALTER COLUMN content SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Rows are staged, read once and deleted: let autovacuum follow sooner than its default of a fifth of the table.
ALTER TABLE staged_rows SET (autovacuum_vacuum_scale_factor = 0.05);
