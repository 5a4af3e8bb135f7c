// Rows of a batch as a table, and on a phone as cards: number, the two values, outcome, why. Used by rows.tsx.
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Cards, Table } from "@/app/_components/table";
import type { BatchRow } from "@/lib/batches";
import { explainRow } from "@/lib/explanations";
import { OutcomeWord } from "../batch-ledger";

type Shown = {
  rows: BatchRow[];
  organization: string;
  /** 30 days after the end nobody's values are kept, whoever's they were: then a row need not say why it has none. */
  valuesDropped: boolean;
};

export function RowTable({ rows, organization, valuesDropped }: Shown) {
  const t = useTranslations("batches.rows");
  const format = useFormatter();
  const language = useLocale();
  const message = (row: BatchRow) =>
    row.outcome === null
      ? ""
      : explainRow(language, organization, {
          ...row,
          outcome: row.outcome,
          values: row.values ? "kept" : valuesDropped ? "dropped" : "deleted",
        });
  return (
    <>
      <Table caption={t("caption")} cards>
        <thead>
          <tr>
            <th scope="col" className="r" style={{ width: 44 }}>
              {t("row")}
            </th>
            <th scope="col">primary_email_address</th>
            <th scope="col">unique_user_id</th>
            <th scope="col">{t("outcome")}</th>
            <th scope="col">{t("message")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.rowNumber}>
              <td className="r muted">{format.number(row.rowNumber)}</td>
              {row.values ? (
                <>
                  <td className="addr">{row.values.email || <EmptyField />}</td>
                  <td className="mono">{row.values.userId || <EmptyField />}</td>
                </>
              ) : (
                <td className="muted" colSpan={2}>
                  {t("noValues")}
                </td>
              )}
              <td>
                <OutcomeWord outcome={row.outcome ?? "to_do"} />
              </td>
              <td className="soft">{message(row)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("caption")}>
        {rows.map((row) => (
          <li key={row.rowNumber}>
            <div className="top1">
              <OutcomeWord outcome={row.outcome ?? "to_do"} />
              <span className="muted num">{t("rowNumber", { number: row.rowNumber })}</span>
            </div>
            {row.values ? (
              <span className="addr">
                {row.values.email || (row.values.userId ? null : <EmptyField />)}
                {row.values.userId ? <span className="mono"> {row.values.userId}</span> : null}
              </span>
            ) : (
              <span className="muted">{t("noValues")}</span>
            )}
            {message(row) ? <span className="muted">{message(row)}</span> : null}
          </li>
        ))}
      </Cards>
    </>
  );
}

/** The field is there in the CSV, and empty. */
function EmptyField() {
  const t = useTranslations("batches.rows");
  return <span className="muted font-sans">{t("empty")}</span>;
}
