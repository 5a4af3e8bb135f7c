// Says whose mails came back (spec 8): they are still sent, and somebody should look. Used at the top of the sections Notifications
// and User Deletion.
import { MailX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Notice } from "@/app/_components/notice";
import type { Undelivered } from "@/lib/notifications";

/** `leads` to the section where something can be done about it. */
export function UndeliveredNotice({ undelivered, leads }: { undelivered: Undelivered[]; leads?: boolean }) {
  const t = useTranslations("notifications.undelivered");
  const format = useFormatter();
  if (undelivered.length === 0) return null;
  const addresses = format.list(
    undelivered.map(({ recipient }) => recipient),
    { type: "conjunction" },
  );
  return (
    <div className="mb-4 [overflow-wrap:anywhere]">
      <Notice tone="amber" icon={<MailX className="i" />} title={t("title", { count: undelivered.length, addresses })}>
        {t("text")}{" "}
        {leads ? (
          <a className="link" href="#notifications">
            {t("leads")}
          </a>
        ) : null}
      </Notice>
    </div>
  );
}
