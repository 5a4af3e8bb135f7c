// The section Notifications (spec 8): who gets which mail, and the further recipients. Used by the page, between Find deleted users
// and Safeguards.
import { Languages, MailCheck, UsersRound } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Empty } from "@/app/_components/empty";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { listRecipients, MOST_RECIPIENTS, undelivered } from "@/lib/notifications";
import { AddRecipient } from "./add-recipient";
import { RecipientTable } from "./recipient-table";
import { UndeliveredNotice } from "./undelivered-notice";

export async function Notifications({ admin }: { admin: FullAdmin }) {
  const [t, recipients, back] = await Promise.all([
    getTranslations("notifications"),
    listRecipients(admin),
    undelivered(admin),
  ]);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  const waiting = recipients.filter(({ confirmedAt }) => !confirmedAt).length;
  const now =
    back.length > 0
      ? t("now.back", { count: back.length })
      : recipients.length === 0
        ? null
        : waiting > 0
          ? t("now.waiting", { count: recipients.length, waiting })
          : t("now.recipients", { count: recipients.length });
  return (
    <Section id="notifications" title={t("title")} what={t("what")} now={now}>
      <ClientMessages nouns={["notifications"]}>
        <UndeliveredNotice undelivered={back} />
        <div className="lead">
          <ul>
            <li>
              <UsersRound className="i" />
              <span>{t.rich("does", bold)}</span>
            </li>
            <li>
              <MailCheck className="i" />
              <span>{t.rich("asked", bold)}</span>
            </li>
            <li>
              <Languages className="i" />
              <span>{t("language")}</span>
            </li>
          </ul>
        </div>
        <div className="mt-5">
          <AddRecipient full={recipients.length >= MOST_RECIPIENTS} most={MOST_RECIPIENTS} />
        </div>
        <div className="subhead">
          <h3>{t("recipients")}</h3>
        </div>
        {recipients.length > 0 ? (
          <RecipientTable
            recipients={recipients.map(({ confirmedAt, linkExpiresAt, ...recipient }) => ({
              ...recipient,
              confirmedAt: confirmedAt?.toISOString() ?? null,
              linkExpiresAt: linkExpiresAt?.toISOString() ?? null,
              back: back.find(({ recipientId }) => recipientId === recipient.id)?.event ?? null,
            }))}
          />
        ) : (
          <Empty>{t("empty")}</Empty>
        )}
      </ClientMessages>
    </Section>
  );
}
