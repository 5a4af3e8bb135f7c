-- Spec 8: a token dies when its admin is demoted or removed, whoever does that and however, and does not rise again with them.
CREATE FUNCTION end_tokens_of_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE api_tokens SET revoked_at = app_now()
  WHERE organization_id = NEW.organization_id AND admin_id = NEW.id AND revoked_at IS NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER admins_end_tokens AFTER UPDATE OF role, removed_at ON admins FOR EACH ROW
  WHEN (NEW.role <> 'full_admin' OR NEW.removed_at IS NOT NULL) EXECUTE FUNCTION end_tokens_of_admin();
