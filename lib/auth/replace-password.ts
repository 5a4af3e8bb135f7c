// Owns the moment a password is replaced. Called by account.ts, password-reset.ts and lib/admins, each with its own proof.
import type { Transaction } from "@/db/client";

/** The new password (null: none, single sign-on alone), and no *Forgot password* link sent before it opens anything any more. Sessions are the caller's to end. */
export async function replacePassword(
  tx: Transaction,
  organizationId: number,
  adminId: number,
  passwordHash: string | null,
): Promise<void> {
  await tx`
    update admins set password_hash = ${passwordHash} where organization_id = ${organizationId} and id = ${adminId}`;
  await tx`
    update password_resets set used_at = app_now()
    where organization_id = ${organizationId} and admin_id = ${adminId} and used_at is null`;
}
