// The rows of a batch: chips by outcome, search, a page of rows, the pager. What is asked stands in the address. Used by the page.
import { Search } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Chip, Chips } from "@/app/_components/chip";
import { Empty } from "@/app/_components/empty";
import { Field } from "@/app/_components/field";
import { Figure } from "@/app/_components/figure";
import { Pager } from "@/app/_components/pager";
import type { FullAdmin } from "@/lib/auth";
import { type Batch, batchRows, countBatchRows } from "@/lib/batches";
import { AddressForm } from "../_components/address-form";
import { LEDGER_ORDER } from "../batch-ledger";
import { batchPath } from "../batch-paths";
import type { SearchParams } from "../batch-query";
import { type RowQuery, readRowQuery, rowsPath } from "./row-query";
import { RowTable } from "./row-table";
import { hasRows, rowsWith } from "./standing-counts";

const A_PAGE = 50;
/** A search is counted so far and no further. */
const COUNTED = 10_000;

export async function Rows({ admin, batch, query }: { admin: FullAdmin; batch: Batch; query: SearchParams }) {
  if (!hasRows(batch)) return null;
  const t = await getTranslations("batches.rows");
  const asked = readRowQuery(query);
  const { outcome, search, place } = asked;
  const [rows, total] = await Promise.all([
    batchRows(admin, batch.id, { outcome, search }, place, A_PAGE),
    search ? countBatchRows(admin, batch.id, { outcome, search }, COUNTED) : rowsWith(batch, outcome),
  ]);
  const pager = <RowPager batch={batch} asked={asked} rows={rows.map(({ rowNumber }) => rowNumber)} total={total} />;
  const words = { values: { q: search }, kept: { outcome } };
  return (
    <>
      <OutcomeChips batch={batch} asked={asked} />
      <div className="tools">
        <div className="grow">
          <AddressForm action={batchPath(batch.id)} label={t("search")} {...words}>
            <Field
              label={t("search")}
              labelHidden
              icon={<Search className="i" />}
              type="search"
              name="q"
              placeholder={t("search")}
              defaultValue={search}
              maxLength={320}
              autoComplete="off"
              spellCheck={false}
            />
          </AddressForm>
        </div>
        <div className="end not-phone">{pager}</div>
      </div>
      {batch.resultsGone ? <p className="muted py-2">{t("dropped")}</p> : null}
      {rows.length > 0 ? (
        <>
          <RowTable rows={rows} organization={admin.organizationName} valuesDropped={batch.resultsGone} />
          {/* Fifty cards are long: on a phone the pager is where one arrives. */}
          <div className="only-phone flex justify-end border-line border-t pt-3">{pager}</div>
        </>
      ) : (
        <Empty
          action={
            <Link
              className="link"
              href={rowsPath(batch.id, { outcome: search ? outcome : undefined, search: undefined })}
            >
              {t(search ? "clearSearch" : "showAll")}
            </Link>
          }
        >
          {search ? t("nothing", { search }) : t("nothingOutcome")}
        </Empty>
      )}
    </>
  );
}

/** Those that there are, and the one asked for even when nothing is left of it. */
async function OutcomeChips({ batch, asked }: { batch: Batch; asked: RowQuery }) {
  const t = await getTranslations("batches");
  const { search } = asked;
  const shown = [...LEDGER_ORDER, "to_do" as const].filter(
    (name) => rowsWith(batch, name) > 0 || name === asked.outcome,
  );
  return (
    // A fieldset is as wide as its content unless told otherwise; on a phone the chips scroll.
    <div className="[&>fieldset]:min-w-0">
      <Chips label={t("rows.filter")}>
        <Chip
          on={asked.outcome === undefined}
          href={rowsPath(batch.id, { outcome: undefined, search })}
          label={t("rows.all")}
          count={<Figure value={rowsWith(batch, undefined)} />}
        />
        {shown.map((name) => (
          <Chip
            key={name}
            on={asked.outcome === name}
            href={rowsPath(batch.id, { outcome: name, search })}
            label={t(`outcomes.${name}`)}
            swatch={name === "to_do" ? "pending" : name}
            count={<Figure value={rowsWith(batch, name)} />}
          />
        ))}
      </Chips>
    </div>
  );
}

async function RowPager({
  batch,
  asked,
  rows,
  total,
}: {
  batch: Batch;
  asked: RowQuery;
  rows: number[];
  total: number;
}) {
  const t = await getTranslations("batches.rows");
  const c = await getTranslations("components");
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  // Rows go back to the file's first; however the address counts, the first page begins with 1.
  const from = typeof asked.place === "object" && rows.length < A_PAGE ? 1 : asked.from;
  const to = from + rows.length - 1;
  const back = from > 1 ? rowsPath(batch.id, asked, { before: first, at: Math.max(1, from - A_PAGE) }) : undefined;
  const on = rows.length === A_PAGE && to < total ? rowsPath(batch.id, asked, { after: last, at: to + 1 }) : undefined;
  return (
    <Pager {...(back ? { back } : {})} {...(on ? { on } : {})}>
      {total > COUNTED && asked.search
        ? t("over", { from, to, most: COUNTED })
        : c("range", { from, to, total: Math.max(total, to) })}
    </Pager>
  );
}
