// Tells every other full admin that somebody waits for a second one. Called by second-admin.ts, in the transaction that writes the
// request: whoever could agree would otherwise learn of it by chance alone, and it lapses.
import type { Transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { type Language, renderSecondAdminRequest } from "../email";
import { env } from "../env";
import { enqueueMail } from "../mails/enqueue";

/** One mail each. Answers how many were asked. */
export async function askTheOthers(
  tx: Transaction,
  admin: FullAdmin,
  request: { id: number; subject: number | null; lapsesAt: Date },
): Promise<number> {
  const { organizationId, organizationName, adminId, name } = admin;
  const [subject] =
    request.subject === null
      ? []
      : await tx<{ name: string }[]>`
          select name from admins where organization_id = ${organizationId} and id = ${request.subject}`;
  const others = await tx<{ id: number; email: string; language: Language | null }[]>`
    select id, email, language from admins
    where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null and id <> ${adminId} order by id`;
  for (const other of others) {
    const language = other.language ?? "en";
    await enqueueMail(tx, {
      organizationId,
      kind: "second_admin_request",
      key: `second-admin-request/${request.id}/admin-${other.id}`,
      to: other.email,
      adminId: other.id,
      language,
      content: await renderSecondAdminRequest({
        language,
        organizationName,
        adminName: name,
        newFullAdmin: subject?.name,
        lapsesAt: request.lapsesAt,
        url: `${env().APP_URL}/authenticate/automate-user-management#safeguards`,
      }),
    });
  }
  return others.length;
}
