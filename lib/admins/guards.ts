// What must be true before an admin's role goes (spec 8): two full admins while approval is on, else one. Called by the files beside
// it, always first in the transaction.
import type { Transaction } from "@/db/client";

/**
 * Whether approval is on, and so whether making a full admin needs a second one. Holds the organization's safeguards until the
 * end of the transaction: whoever changes roles does so one after the other, and nobody turns approval on or off meanwhile.
 */
export async function approvalIsOn(tx: Transaction, organizationId: number): Promise<boolean> {
  const [row] = await tx<{ on: boolean }[]>`
    select approval_required as on from safeguards where organization_id = ${organizationId} for update`;
  return row?.on ?? false;
}

/** Whether the organization can do with one full admin fewer. */
export async function maySpareFullAdmin(tx: Transaction, organizationId: number, approval: boolean): Promise<boolean> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from admins
    where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null`;
  return (row?.count ?? 0) > (approval ? 2 : 1);
}
