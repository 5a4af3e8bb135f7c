-- Spec 8 and 9: whom a provider's account signs in as ends when that admin is removed, whoever does that and however. Invited again,
-- they link anew.
CREATE FUNCTION end_link_of_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sign_in_identities WHERE organization_id = NEW.organization_id AND admin_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER admins_end_link AFTER UPDATE OF removed_at ON admins FOR EACH ROW
  WHEN (NEW.removed_at IS NOT NULL) EXECUTE FUNCTION end_link_of_admin();
