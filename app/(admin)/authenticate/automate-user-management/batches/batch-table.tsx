// The table of batches, and on a phone its cards. Used by the page of all batches and by Recent batches in User Deletion.

import { FileSpreadsheet } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { shownName } from "@/app/_components/shown-name";
import { Cards, None, RowLink, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { Batch } from "@/lib/batches";
import { BatchBrief } from "./batch-brief";
import { batchPath } from "./batch-paths";
import { BatchState } from "./batch-state";

/** `adminId` is who looks. `caption` names the table for screen readers. */
export function BatchTable({ batches, adminId, caption }: { batches: Batch[]; adminId: number; caption: string }) {
  const t = useTranslations("batches.list");
  const format = useFormatter();
  return (
    <>
      <Table caption={caption} roomy cards>
        <thead>
          <tr>
            <th scope="col" style={{ width: "26%" }}>
              {t("file")}
            </th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="r">
              {t("rows")}
            </th>
            <th scope="col" className="gap" style={{ width: "30%" }}>
              {t("outcome")}
            </th>
            <th scope="col" className="opt">
              {t("orderedBy")}
            </th>
            <th scope="col">{t("started")}</th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.id} className="go">
              <td className="trunc">
                <FileName batch={batch} />
                {batch.reference ? (
                  <span className="sub truncate pl-6" title={batch.reference}>
                    {batch.reference}
                  </span>
                ) : null}
              </td>
              <td>
                <BatchState batch={batch} />
              </td>
              <td className="r">{batch.rows === null ? <None /> : format.number(batch.rows)}</td>
              <td className="gap">
                <BatchBrief batch={batch} adminId={adminId} />
              </td>
              <td className="soft nowrap opt">{batch.uploadedBy.name}</td>
              <td className="soft nowrap">
                <Started batch={batch} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={caption}>
        {batches.map((batch) => (
          <li key={batch.id} className="go grid-cols-[minmax(0,1fr)]">
            <div className="top1">
              <FileName batch={batch} />
              <BatchState batch={batch} />
            </div>
            {batch.reference ? <span className="muted">{batch.reference}</span> : null}
            <BatchBrief batch={batch} adminId={adminId} />
            <span className="sub">
              <span>{batch.uploadedBy.name}</span>
              <Started batch={batch} />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}

function FileName({ batch }: { batch: Batch }) {
  return (
    <RowLink className="file" href={batchPath(batch.id)} title={shownName(batch.fileName)}>
      <FileSpreadsheet className="i not-phone" />
      <span>{shownName(batch.fileName)}</span>
    </RowLink>
  );
}

function Started({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.list");
  return batch.startedAt ? <Time at={batch.startedAt} /> : <span className="muted">{t("notStarted")}</span>;
}
