// Owns *Forgot password* (spec 8): a single-use link by mail, 30 minutes, used up by setting a password and not by opening it.
// Called by the pages below /sign-in. Not behind lib/auth's door: it brings the mails' templates along.
import { sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import { type Language, renderPasswordReset } from "@/lib/email";
import { env } from "@/lib/env";
import { normalizeEmail } from "@/lib/identifiers";
import { errorCode, log } from "@/lib/log";
import { enqueueMail } from "@/lib/mails/enqueue";
import { makeLink, readLink } from "./links";
import { hashPassword, type PasswordProblem, passwordProblem } from "./passwords";
import { countTry, networkOf } from "./rate-limits";
import { replacePassword } from "./replace-password";
import { endSessionsOf } from "./sessions";

export const RESET_MINUTES = 30;

/**
 * Counts the asking, for known and unknown addresses alike. Undefined: sendPasswordReset may follow, once the answer is out,
 * so that its time says nothing either.
 * @returns how many minutes to wait after too many.
 */
export async function countPasswordReset(email: string, address: string | undefined): Promise<number | undefined> {
  const waits = [
    address && (await countTry("reset_network", networkOf(address))),
    await countTry("reset", normalizeEmail(email)),
  ];
  const minutes = Math.max(...waits.map((wait) => Number(wait ?? 0)));
  return minutes > 0 ? minutes : undefined;
}

/** Sends the link if somebody signs in with this address and a password. Never throws: nobody is waiting for an answer. */
export async function sendPasswordReset(email: string, language: Language, address: string | undefined): Promise<void> {
  try {
    await transaction((tx) => writeReset(tx, normalizeEmail(email), language, address));
  } catch (error) {
    log("error", "password_reset.not_sent", { code: errorCode(error) });
  }
}

async function writeReset(tx: Transaction, account: string, language: Language, address: string | undefined) {
  type Found = {
    organizationId: number;
    organization: string;
    adminId: number;
    email: string;
    language: Language | null;
  };
  const [admin] = await tx<Found[]>`
    select a.organization_id as "organizationId", o.name as organization, a.id as "adminId", a.email, a.language
    from sign_in_addresses s
    join admins a on a.organization_id = s.organization_id and a.id = s.admin_id and a.removed_at is null
    join organizations o on o.id = a.organization_id
    join safeguards g on g.organization_id = a.organization_id and not g.single_sign_on_required
    where s.normalized_email = ${account}`;
  if (!admin) return;
  const { organizationId, adminId } = admin;
  const link = makeLink(organizationId);
  // An earlier mail may be the one that arrives: its link holds until it is used or its time is over.
  const [reset] = await tx<{ id: string }[]>`
    insert into password_resets (organization_id, admin_id, link_hash, expires_at)
    values (${organizationId}, ${adminId}, ${link.hash}, app_now() + make_interval(mins => ${RESET_MINUTES})) returning id`;
  await tx`
    delete from password_resets
    where organization_id = ${organizationId} and admin_id = ${adminId} and expires_at < app_now() - interval '1 day'`;
  const reader = admin.language ?? language;
  const url = `${env().APP_URL}/sign-in/reset?link=${link.text}`;
  await enqueueMail(tx, {
    organizationId,
    kind: "password_reset",
    key: `password-reset/${reset?.id}`,
    to: admin.email,
    adminId,
    language: reader,
    content: await renderPasswordReset({
      language: reader,
      organizationName: admin.organization,
      url,
      minutes: RESET_MINUTES,
    }),
  });
  await appendAudit(tx, { organizationId, adminId, address, action: "password.reset_requested" });
}

type Open = { organizationId: number; id: string; adminId: number };

const openReset = (
  db: typeof sql | Transaction,
  { organizationId, hash }: { organizationId: number; hash: string },
) => db<Open[]>`
  select r.organization_id as "organizationId", r.id, r.admin_id as "adminId" from password_resets r
  join admins a on a.organization_id = ${organizationId} and a.id = r.admin_id and a.removed_at is null
  join safeguards g on g.organization_id = ${organizationId} and not g.single_sign_on_required
  where r.organization_id = ${organizationId} and r.link_hash = ${hash} and r.used_at is null and r.expires_at > app_now()`;

/** Whether a link can still be used. Asking changes nothing, a hundred times over. */
export async function isPasswordResetOpen(text: unknown): Promise<boolean> {
  const link = readLink(text);
  return link ? (await openReset(sql, link)).length > 0 : false;
}

export type ResetAnswer = { ok: true } | { ok: false; code: "closed" | PasswordProblem };

/** Sets the password and uses up the link, and every other one of this admin; all sessions end. Twice at once, it is done once. */
export async function setPasswordByLink(
  text: unknown,
  password: string,
  address: string | undefined,
): Promise<ResetAnswer> {
  const link = readLink(text);
  const [open] = link ? await openReset(sql, link) : [];
  if (!link || !open) return { ok: false, code: "closed" };
  const problem = passwordProblem(password);
  if (problem) return { ok: false, code: problem };
  // Hashed outside: it takes its time, and a lock would wait for it.
  const passwordHash = await hashPassword(password);
  return transaction(async (tx) => {
    const { organizationId, adminId } = open;
    await tx`select 1 from admins where organization_id = ${organizationId} and id = ${adminId} for update`;
    const [still] = await openReset(tx, link);
    if (!still) return { ok: false, code: "closed" } as const;
    await replacePassword(tx, organizationId, adminId, passwordHash);
    await endSessionsOf(tx, organizationId, adminId);
    await appendAudit(tx, { organizationId, adminId, address, action: "password.reset" });
    return { ok: true } as const;
  });
}
