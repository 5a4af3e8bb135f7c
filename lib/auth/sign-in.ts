// Owns signing in with a password (spec sections 8 and 9). Called by the sign-in page's action and by next-auth's own
// address, so both doors have the same lock.
import { headers } from "next/headers";
import { after } from "next/server";
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import { normalizeEmail } from "@/lib/identifiers";
import { errorCode, log } from "@/lib/log";
import { browserName } from "./browser";
import { networkAddress } from "./network-address";
import { MAX_PASSWORD_LENGTH, verifyPassword } from "./passwords";
import { countTry, giveBackTry, networkOf } from "./rate-limits";
import { openSession, type SessionToken } from "./sessions";

export type SignInAnswer =
  | { readonly session: SessionToken }
  | { readonly refused: "wrong" }
  | { readonly refused: "too_many"; readonly minutes: number };

/**
 * Opens a session if the password is right. The answer never says whether the address is known: unknown, removed, wrong, and right
 * where single sign-on is required, are one answer after the same work (two counts, one look-up, one argon2 verify), and tries are
 * counted for unknown addresses alike.
 */
export async function signInWithPassword(email: string, password: string): Promise<SignInAnswer> {
  if (email.length > 1000 || password.length > MAX_PASSWORD_LENGTH) return { refused: "wrong" };
  const account = normalizeEmail(email);
  const address = await networkAddress();
  const network = address && networkOf(address);

  // Counted before the password is looked at, so that a hundred at once are no way round.
  const minutes = [network && (await countTry("network", network)), await countTry("account", account)];
  const wait = Math.max(...minutes.map((value) => Number(value ?? 0)));
  if (wait > 0) {
    log("warn", "sign_in.refused", { code: "too_many" });
    after(() => noteTooMany(account, address));
    return { refused: "too_many", minutes: wait };
  }

  const admin = await findAdmin(account);
  const matches = await verifyPassword(password, admin?.passwordHash);
  if (!admin || !matches || admin.singleSignOn) {
    // Only a known address has an audit log to write to, so that waits until the answer is out: it would take its time.
    after(() => noteRefusal(admin, address));
    return { refused: "wrong" };
  }

  const browser = browserName((await headers()).get("user-agent"));
  const session = await transaction(async (tx) => {
    // A password changed or an admin removed while we compared has ended every session already; none may follow.
    const [still] = await tx`
      select 1 from admins
      where organization_id = ${admin.organizationId} and id = ${admin.adminId} and removed_at is null
        and password_hash = ${admin.passwordHash}
      for share`;
    if (!still) return undefined;
    // Turned on while we compared: whoever does that waits for the row above, or came before this statement.
    const [passwords] = await tx`
      select 1 from safeguards where organization_id = ${admin.organizationId} and not single_sign_on_required`;
    if (!passwords) return undefined;
    const opened = await openSession(tx, admin.organizationId, admin.adminId, { browser, address });
    await appendAudit(tx, { ...entry(admin, address), action: "sign_in.succeeded" });
    return opened;
  });
  if (!session) return { refused: "wrong" };
  await Promise.all([giveBackTry("account", account), network && giveBackTry("network", network)]);
  return { session };
}

async function noteRefusal(admin: Found | undefined, address: string | undefined): Promise<void> {
  log("warn", "sign_in.refused", { organizationId: admin?.organizationId, adminId: admin?.adminId, code: "wrong" });
  if (!admin) return;
  try {
    await transaction((tx) => appendAudit(tx, { ...entry(admin, address), action: "sign_in.refused" }));
  } catch (error) {
    log("error", "sign_in.refusal_not_noted", { organizationId: admin.organizationId, code: errorCode(error) });
  }
}

/** The first of a quarter of an hour stands for all that follow: whoever goes on trying must not be able to fill the log. */
async function noteTooMany(account: string, address: string | undefined): Promise<void> {
  try {
    const admin = await findAdmin(account);
    if (!admin || (await countTry("refusal_noted", account)) !== undefined) return;
    const { details, ...rest } = entry(admin, address);
    await transaction((tx) =>
      appendAudit(tx, { ...rest, action: "sign_in.refused", details: { ...details, code: "too_many" } }),
    );
  } catch (error) {
    log("error", "sign_in.refusal_not_noted", { code: errorCode(error) });
  }
}

type Found = { organizationId: number; adminId: number; passwordHash: string | null; singleSignOn: boolean };

const entry = ({ organizationId, adminId, singleSignOn }: Found, address: string | undefined) => ({
  organizationId,
  adminId,
  address,
  // Said whether the password was right or not: the log is no place to learn that either.
  details: { method: "password", ...(singleSignOn ? { why: "sso_required" } : {}) } as Record<string, string>,
});

/** The admin an address signs in as. The address finds the organization; a removed admin is nobody. */
async function findAdmin(normalizedEmail: string): Promise<Found | undefined> {
  const [row] = await sql<Found[]>`
    select a.organization_id as "organizationId", a.id as "adminId", a.password_hash as "passwordHash",
      g.single_sign_on_required as "singleSignOn"
    from sign_in_addresses s
    join admins a on a.organization_id = s.organization_id and a.id = s.admin_id and a.removed_at is null
    join safeguards g on g.organization_id = a.organization_id
    where s.normalized_email = ${normalizedEmail}`;
  return row;
}
