// Who the organization's admins are, and who was asked to become one. Called by the page Admins.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";

export type Role = "full_admin" | "sub_admin";

export type ListedAdmin = {
  id: number;
  name: string;
  email: string;
  role: Role;
  createdAt: Date;
  /** Of any session; null: never signed in. */
  lastUsedAt: Date | null;
};

/** By name; removed ones are none. */
export async function listAdmins({ organizationId }: FullAdmin): Promise<ListedAdmin[]> {
  return sql<ListedAdmin[]>`
    select a.id, a.name, a.email, a.role, a.created_at as "createdAt",
      (select max(s.last_used_at) from admin_sessions s where s.organization_id = ${organizationId} and s.admin_id = a.id) as "lastUsedAt"
    from admins a where a.organization_id = ${organizationId} and a.removed_at is null
    order by lower(a.name), a.id`;
}

export type Invitation = {
  id: string;
  name: string;
  email: string;
  role: Role;
  sentAt: Date;
  expiresAt: Date;
  /** False: its time is over, or whoever sent it is no full admin any more. It can be sent again. */
  works: boolean;
  invitedByName: string;
};

/** Neither accepted nor withdrawn, newest first. */
export async function listInvitations({ organizationId }: FullAdmin): Promise<Invitation[]> {
  return sql<Invitation[]>`
    select i.id, i.name, i.email, i.role, i.sent_at as "sentAt", i.expires_at as "expiresAt", b.name as "invitedByName",
      i.expires_at > app_now() and b.removed_at is null and b.role = 'full_admin' as works
    from admin_invitations i
    join admins b on b.organization_id = ${organizationId} and b.id = i.invited_by
    where i.organization_id = ${organizationId} and i.accepted_at is null and i.withdrawn_at is null
    order by i.sent_at desc, i.id`;
}
