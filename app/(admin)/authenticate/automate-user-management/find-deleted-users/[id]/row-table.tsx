"use client";
// The rows of a list, to be chosen, and what can be done for the chosen or for all that are deleted. Used by the page of the list.
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/app/_components/button";
import { Swatch } from "@/app/_components/ledger";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import { useToast } from "@/app/_components/toast";
import { batchPath } from "../../batches/batch-paths";
import { orderRows } from "../actions";
import type { Deed } from "../deed-dialog";
import type { FoundOutcome } from "./row-query";
import { SWATCHES } from "./swatches";

const DeedDialog = dynamic(() => import("../deed-dialog").then((file) => file.DeedDialog), { ssr: false });

export type ShownRow = {
  rowNumber: number;
  values: { email: string; userId: string; name: string } | null;
  outcome: FoundOutcome;
  /** What there is to say besides the outcome, in the reader's language. */
  why: string;
  deletedAt: string | null;
  batch: { id: string; fileName: string } | null;
  orderedBy: string | null;
};

/** `deleted`: how many rows of the whole list are. `mayOrder`: it is the reader's own list, and waits. `pager` stands at the right. */
export function RowTable({
  listId,
  rows,
  deleted,
  mayOrder,
  pager,
}: {
  listId: string;
  rows: ShownRow[];
  deleted: number;
  mayOrder: boolean;
  pager: ReactNode;
}) {
  const t = useTranslations("find-deleted-users");
  const router = useRouter();
  const say = useToast();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [deed, setDeed] = useState<Deed | null>(null);
  const choosable = rows.filter((row) => mayOrder && row.outcome === "deleted").map((row) => row.rowNumber);
  // Rows of another page, or done meanwhile, are not chosen any more.
  const picked = choosable.filter((row) => chosen.has(row));
  const count = picked.length > 0 ? picked.length : deleted;
  const toggle = (row: number) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(row)) next.add(row);
      return next;
    });
  const all = choosable.length > 0 && picked.length === choosable.length;
  const words = picked.length > 0 ? "chosen" : "all";
  return (
    <>
      <div className="tools mt-2">
        {mayOrder && deleted > 0 ? (
          <>
            <Button onClick={() => setDeed("reuse")}>{t(`deeds.reuse.${words}`, { count })}</Button>
            <Button onClick={() => setDeed("restore")}>{t(`deeds.restore.${words}`, { count })}</Button>
            <span className="muted" aria-live="polite">
              {picked.length > 0 ? t("page.picked", { count: picked.length }) : ""}
            </span>
          </>
        ) : null}
        <div className="end not-phone">{pager}</div>
      </div>
      <Table caption={t("page.caption")} cards>
        <thead>
          <tr>
            {choosable.length > 0 ? (
              <th scope="col" style={{ width: 28 }}>
                <Box
                  label={t("page.pickAll")}
                  checked={all}
                  mixed={picked.length > 0 && !all}
                  onChange={() => setChosen(new Set(all ? [] : choosable))}
                />
              </th>
            ) : null}
            <th scope="col" className="r" style={{ width: 44 }}>
              {t("page.row")}
            </th>
            <th scope="col">primary_email_address</th>
            <th scope="col">unique_user_id</th>
            <th scope="col" className="opt2">
              name
            </th>
            <th scope="col">{t("page.outcome")}</th>
            <th scope="col">{t("page.deletion")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.rowNumber}>
              {choosable.length > 0 ? (
                <td>
                  {choosable.includes(row.rowNumber) ? (
                    <Box
                      label={t("page.pick", { row: row.rowNumber })}
                      checked={chosen.has(row.rowNumber)}
                      onChange={() => toggle(row.rowNumber)}
                    />
                  ) : null}
                </td>
              ) : null}
              <td className="r muted">
                <RowNumber row={row} />
              </td>
              {row.values ? (
                <>
                  <td className="addr">{row.values.email || <EmptyField />}</td>
                  <td className="mono">{row.values.userId || <EmptyField />}</td>
                  <td className="soft opt2">{row.values.name || <None />}</td>
                </>
              ) : (
                <>
                  <td className="muted" colSpan={2}>
                    {t("page.noValues")}
                  </td>
                  <td className="opt2" />
                </>
              )}
              <td>
                <Outcome row={row} />
              </td>
              <td className="soft">
                <Deletion row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("page.caption")}>
        {rows.map((row) => (
          <li key={row.rowNumber}>
            <div className="top1">
              <span className="flex items-center gap-2">
                {choosable.includes(row.rowNumber) ? (
                  <Box
                    label={t("page.pick", { row: row.rowNumber })}
                    checked={chosen.has(row.rowNumber)}
                    onChange={() => toggle(row.rowNumber)}
                  />
                ) : null}
                <Outcome row={row} />
              </span>
              <span className="muted num">{t("page.rowNumber", { number: row.rowNumber })}</span>
            </div>
            {row.values ? (
              <span className="addr">
                {row.values.email} <span className="mono">{row.values.userId}</span>
              </span>
            ) : (
              <span className="muted">{t("page.noValues")}</span>
            )}
            <span className="muted">
              <Deletion row={row} />
            </span>
          </li>
        ))}
      </Cards>
      <div className="only-phone flex justify-end border-line border-t pt-3">{pager}</div>
      {deed ? (
        <DeedDialog
          deed={deed}
          count={count}
          act={(password) => orderRows({ listId, deed, rows: picked.length > 0 ? picked : null, count, password })}
          onClose={() => setDeed(null)}
          onDone={() => {
            setDeed(null);
            setChosen(new Set());
            say(t(`deeds.${deed}.ordered`));
            router.refresh();
          }}
        />
      ) : null}
    </>
  );
}

function Box({
  label,
  checked,
  mixed,
  onChange,
}: {
  label: string;
  checked: boolean;
  mixed?: boolean;
  onChange: () => void;
}) {
  const id = useId();
  return (
    <label className="check" htmlFor={id}>
      <input
        type="checkbox"
        id={id}
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = mixed ?? false;
        }}
        onChange={onChange}
      />
      <span className="sr">{label}</span>
    </label>
  );
}

function RowNumber({ row }: { row: ShownRow }) {
  const format = useFormatter();
  return format.number(row.rowNumber);
}

function Outcome({ row }: { row: ShownRow }) {
  const t = useTranslations("find-deleted-users.outcomes");
  return <Swatch name={SWATCHES[row.outcome]}>{t(row.outcome)}</Swatch>;
}

/** When, by which batch, on whose order; and why it is not as it could be. */
function Deletion({ row }: { row: ShownRow }) {
  const t = useTranslations("find-deleted-users.page");
  const { deletedAt, batch, orderedBy, why } = row;
  return (
    <>
      {deletedAt ? (
        <span>
          <Time at={deletedAt} />
          {batch ? (
            <>
              {" · "}
              <Link className="link" href={batchPath(batch.id)}>
                {batch.fileName}
              </Link>
            </>
          ) : null}
        </span>
      ) : null}
      {deletedAt && orderedBy ? <span className="sub block">{t("orderedBy", { name: orderedBy })}</span> : null}
      {why ? <span className={deletedAt ? "sub block" : undefined}>{why}</span> : null}
    </>
  );
}

/** The field is there in the CSV, and empty. */
function EmptyField() {
  const t = useTranslations("find-deleted-users.page");
  return <span className="muted font-sans">{t("empty")}</span>;
}
