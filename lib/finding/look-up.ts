// Looking up one address or ID, as typed (spec 7, Find deleted users), and what can be done for that one person. Called by the
// actions of the section. Counted, so that nobody can try out addresses: a person tells an answer from a list by its upload.
import { type Transaction, transaction } from "@/db/client";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { countTry } from "@/lib/auth/rate-limits";
import { appendAudit } from "../audit";
import {
  type EmailProblem,
  emailProblem,
  normalizeEmail,
  normalizeUserId,
  type UserIdProblem,
  userIdProblem,
} from "../identifiers";
import { findTombstones, toldTombstone } from "../tombstones";
import { allowReuse, type Deed, type Person, restore } from "./deeds";

/** Of somebody deleted: when, by which batch, on whose order. Without a file where the batch itself is kept no longer. */
export type Deletion = { deletedAt: Date; batchId: string; fileName: string | null; orderedBy: string | null };

export type LookUpRefusal =
  | { ok: false; code: "invalid"; problem: EmailProblem | UserIdProblem | "empty" }
  | { ok: false; code: "too_many"; minutes: number };
/** `account`: somebody has this address or ID now. */
export type LookUpAnswer = { code: "answered"; deletion: Deletion | null; account: boolean } | LookUpRefusal;

/** What was typed leads to an address where it can be one, and to an ID in any case: an ID may look like an address. */
function read(typed: string): { email: string | null; userId: string | null } | LookUpRefusal {
  const value = typed.trim();
  if (value === "") return { ok: false, code: "invalid", problem: "empty" };
  // Meant as an address, and with look-alike characters nobody's: full-width @ and the like.
  if (!value.includes("@") && value.normalize("NFKC").includes("@"))
    return { ok: false, code: "invalid", problem: "email_compatibility" };
  const asEmail = value.includes("@") ? emailProblem(value) : undefined;
  const asUserId = userIdProblem(value);
  const email = value.includes("@") && !asEmail ? normalizeEmail(value) : null;
  const userId = asUserId ? null : normalizeUserId(value);
  if (email === null && userId === null)
    return { ok: false, code: "invalid", problem: asEmail ?? asUserId ?? "email_malformed" };
  return { email, userId };
}

/** One more question of this admin's: a refusal where there were too many within the hour. */
async function counted({ organizationId, adminId }: FullAdmin): Promise<LookUpRefusal | undefined> {
  const minutes = await countTry("look_up", `${organizationId} ${adminId}`);
  return minutes === undefined ? undefined : { ok: false, code: "too_many", minutes };
}

/** Whether the organization has deleted whoever this is. The same statements run, whatever the answer. */
export async function lookUp(admin: FullAdmin, typed: string): Promise<LookUpAnswer> {
  const { organizationId, adminId, address } = admin;
  const asked = read(typed);
  if ("ok" in asked) return asked;
  const refused = await counted(admin);
  if (refused) return refused;
  return transaction(async (tx) => {
    const found = await deletionOf(tx, organizationId, asked);
    const account = await hasAccount(tx, organizationId, asked);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "deleted_users.looked_up",
      batchId: found?.batchId,
      details: { deleted: found !== undefined },
      address,
    });
    const deletion = await withBatch(tx, organizationId, found);
    return { code: "answered", deletion, account } as const;
  });
}

/** `restored`, `reusable`: done. `exists`: somebody has it by now. `not_deleted`: there is no tombstone (any more). */
export type DeedAnswer = { ok: true } | { ok: false; code: "exists" | "not_deleted" } | LookUpRefusal;

/** Does for one person, found by what was typed, what a list does for many. Twice at once, it is done once. */
export async function doForOne(admin: FreshAdmin, deed: Deed, typed: string): Promise<DeedAnswer> {
  const { organizationId, adminId, address } = admin;
  const asked = read(typed);
  if ("ok" in asked) return asked;
  const refused = await counted(admin);
  if (refused) return refused;
  return transaction(async (tx) => {
    const [match] = await findTombstones(tx, organizationId, [asked]);
    const tombstone = match && toldTombstone(match);
    if (!match || !tombstone) return { ok: false, code: "not_deleted" } as const;
    const person = personOf(typed, match.byEmail !== undefined);
    if (deed === "reuse") await allowReuse(tx, organizationId, [person]);
    else if (!(await restore(tx, organizationId, [person]))[0]) return { ok: false, code: "exists" } as const;
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: deed === "reuse" ? "deleted_users.reuse_allowed" : "deleted_users.restored",
      batchId: tombstone.batchId,
      details: { users: 1 },
      address,
    });
    return { ok: true } as const;
  });
}

/** Known by the one thing typed; the name is not known any more. */
const personOf = (typed: string, byEmail: boolean): Person =>
  byEmail ? { email: typed.trim(), userId: "", name: "" } : { email: "", userId: typed.trim(), name: "" };

type Asked = { email: string | null; userId: string | null };

async function deletionOf(tx: Transaction, organizationId: number, asked: Asked) {
  const [match] = await findTombstones(tx, organizationId, [asked]);
  return match && toldTombstone(match);
}

async function hasAccount(tx: Transaction, organizationId: number, { email, userId }: Asked): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (select 1 from learners where organization_id = ${organizationId} and normalized_email = ${email} offset 0)
      or exists (select 1 from learners where organization_id = ${organizationId} and unique_user_id = ${userId} offset 0) as any`;
  return row?.any ?? false;
}

async function withBatch(
  tx: Transaction,
  organizationId: number,
  found: { batchId: string; deletedAt: Date } | undefined,
): Promise<Deletion | null> {
  const [batch] = await tx<{ file_name: string; ordered_by: string }[]>`
    select b.file_name, a.name as ordered_by from deletion_batches b
    join admins a on a.organization_id = b.organization_id and a.id = b.confirmed_by
    where b.organization_id = ${organizationId} and b.id = ${found?.batchId ?? null}`;
  return found
    ? {
        deletedAt: found.deletedAt,
        batchId: found.batchId,
        fileName: batch?.file_name ?? null,
        orderedBy: batch?.ordered_by ?? null,
      }
    : null;
}
