// What guards a deletion, as the organization has set it (spec 8, Safeguards), and changing it. Called by the section Safeguards;
// Confirm reads the same row (lib/batches/confirm.ts) and holds it, so a change comes either before an order or after it.
import { sql, type Transaction, transaction } from "@/db/client";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { followTombstoneTime } from "../processing/expiry";

/** Whole numbers, in the unit of their name; each with the least and the most it may be. The schema's checks say the same. */
export const SETTINGS = {
  startDelayHours: { least: 0, most: 168, column: "start_delay_hours" },
  thresholdUsers: { least: 1, most: 1_000_000_000, column: "threshold_users" },
  thresholdPercent: { least: 1, most: 100, column: "threshold_percent" },
  brakePercent: { least: 1, most: 100, column: "brake_percent" },
  tombstoneDays: { least: 1, most: 36_525, column: "tombstone_days" },
} as const;
export type Setting = keyof typeof SETTINGS;
export type Settings = Record<Setting, number>;

export type Safeguards = Settings & {
  approvalRequired: boolean;
  /** Approval can be on only while there are two. */
  fullAdmins: number;
  /** Learners on hold now. */
  holds: number;
};

export async function readSafeguards({ organizationId }: FullAdmin): Promise<Safeguards> {
  const [row] = await sql<Safeguards[]>`
    select start_delay_hours as "startDelayHours", threshold_users as "thresholdUsers", threshold_percent as "thresholdPercent",
      brake_percent as "brakePercent", tombstone_days as "tombstoneDays", approval_required as "approvalRequired",
      (select count(*) from admins a where a.organization_id = ${organizationId} and a.role = 'full_admin' and a.removed_at is null) as "fullAdmins",
      (select count(*) from holds h where h.organization_id = ${organizationId} and (h.ends_at is null or h.ends_at > app_now())) as holds
    from safeguards where organization_id = ${organizationId}`;
  if (!row) throw new Error("organization without safeguards");
  return row;
}

/**
 * Changes what differs, each change with an entry of its own in the audit log: setting, old number, new number. Orders that
 * were confirmed before keep the time they were told. Answers how many settings were changed.
 */
export async function changeSettings(admin: FreshAdmin, wanted: Settings): Promise<{ ok: true; changed: number }> {
  const { organizationId } = admin;
  return transaction(async (tx) => {
    const before = await lockSettings(tx, organizationId);
    const changed = (Object.keys(SETTINGS) as Setting[]).filter((name) => before[name] !== wanted[name]);
    for (const name of changed)
      await tx`
        update safeguards set ${tx(SETTINGS[name].column)} = ${wanted[name]} where organization_id = ${organizationId}`;
    // Batches that have ended are looked at when their tombstones' time is over: that moment moves along.
    if (changed.includes("tombstoneDays")) await followTombstoneTime(tx, organizationId);
    for (const name of changed)
      await appendAudit(tx, {
        organizationId,
        adminId: admin.adminId,
        action: "safeguards.changed",
        address: admin.address,
        details: { setting: SETTINGS[name].column, old: before[name], new: wanted[name] },
      });
    return { ok: true, changed: changed.length } as const;
  });
}

async function lockSettings(tx: Transaction, organizationId: number): Promise<Settings> {
  const [row] = await tx<Settings[]>`
    select start_delay_hours as "startDelayHours", threshold_users as "thresholdUsers", threshold_percent as "thresholdPercent",
      brake_percent as "brakePercent", tombstone_days as "tombstoneDays"
    from safeguards where organization_id = ${organizationId} for update`;
  if (!row) throw new Error("organization without safeguards");
  return row;
}
