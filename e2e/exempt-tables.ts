// Tables that are exempt from the rule of keys (README, decision "Keys start with the organization"), with every column they have:
// none of them a learner's. Read by the specs of the catalog, of the statement log and of Citus.

/** What finds the organization in the first place, or belongs to none. */
export const EXEMPT: Record<string, string[]> = {
  organizations: ["created_at", "id", "name"],
  sign_in_addresses: ["admin_id", "normalized_email", "organization_id"],
  sign_in_identities: ["admin_id", "issuer", "linked_at", "organization_id", "subject"],
  rate_limits: ["expire", "key", "points"],
  provider_messages: ["mail_id", "organization_id", "provider_id"],
};
