// The entries, newest first, as a table or on a phone as cards. Used by the page Audit log.
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { ReadEntry } from "@/lib/audit";
import { shortBatchId } from "@/lib/explanations";
import { batchPath } from "../automate-user-management/batches/batch-paths";
import { useActionWords, useFactWords } from "./words";

type Names = { adminId: number; name: string }[];

export function Entries({ entries, admins }: { entries: ReadEntry[]; admins: Names }) {
  const t = useTranslations("audit-log");
  const format = useFormatter();
  const words = useActionWords();
  return (
    <>
      <Table caption={t("title")} cards>
        <thead>
          <tr>
            <th scope="col" className="r">
              {t("entry")}
            </th>
            <th scope="col">{t("when")}</th>
            <th scope="col">{t("who")}</th>
            <th scope="col">{t("what")}</th>
            <th scope="col" className="opt">
              {t("details")}
            </th>
            <th scope="col" className="opt2">
              {t("where")}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.sequence}>
              <td className="r soft" title={entry.hash}>
                {format.number(entry.sequence)}
              </td>
              <td className="soft nowrap">
                <Time at={entry.at} />
              </td>
              <td className="nowrap">
                <Who {...entry} />
              </td>
              <td>{words(entry.action)}</td>
              <td className="soft opt [overflow-wrap:anywhere]">
                <Details {...entry} admins={admins} />
              </td>
              <td className="mono soft opt2">{entry.address ?? <None />}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("title")}>
        {entries.map((entry) => (
          <li key={entry.sequence}>
            <span className="strong">{words(entry.action)}</span>
            <span>
              <Who {...entry} />
            </span>
            <span className="soft [overflow-wrap:anywhere]">
              <Details {...entry} admins={admins} />
            </span>
            <span className="sub">
              <span>{t("entryNumber", { number: entry.sequence })}</span>
              <Time at={entry.at} />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}

function Who({ adminId, adminName }: ReadEntry) {
  const t = useTranslations("audit-log");
  if (adminId === null) return <span className="muted">{t("product")}</span>;
  return adminName ?? t("unknownAdmin", { id: adminId });
}

/** The batch, then what else the entry knows. */
function Details({ batchId, hasBatch, details, admins }: ReadEntry & { admins: Names }) {
  const t = useTranslations("audit-log");
  const facts = useFactWords()(details, (id) => admins.find(({ adminId }) => adminId === id)?.name);
  if (!batchId && facts.length === 0) return <None />;
  const batch = batchId ? t("batch", { batch: shortBatchId(batchId) }) : "";
  return (
    <>
      {batchId && hasBatch ? (
        <Link className="link" href={batchPath(batchId)}>
          {batch}
        </Link>
      ) : (
        batch
      )}
      {batchId && facts.length > 0 ? " · " : ""}
      {facts.join(" · ")}
    </>
  );
}
