// Step 3: what the file would do, before anything is done (spec 2, step 10b). Used by deletion-dialog.tsx.
import { CircleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { Notice } from "@/app/_components/notice";
import { Time } from "@/app/_components/time";
import type { Outcome } from "@/lib/outcomes";
import { BatchLedger } from "../../batches/batch-ledger";
import { batchPath } from "../../batches/batch-paths";
import type { ShownPreview } from "../preview";
import { PreviewRows } from "./preview-rows";

export function StepPreview({ preview }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  const { users, rows, counts } = preview;
  return (
    <>
      <Changed preview={preview} />
      <Earlier preview={preview} />
      <div className="grid gap-2.5">
        <div className="headline">
          {t.rich("headline", {
            users,
            rows,
            rest: rows - users,
            figure: (words) => <b>{words}</b>,
            words: (words) => <span>{words}</span>,
            others: (words) => <span className="not-phone">{words}</span>,
          })}
        </div>
        <BatchLedger size="tall" counts={counts} />
      </div>
      {users > 0 ? <WithThem preview={preview} /> : null}
      <PreviewRows preview={preview} />
      <Detected preview={preview} />
    </>
  );
}

/** A new preview has taken the place of the one that was confirmed: what changed comes first. */
function Changed({ preview: { changed } }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  if (!changed) return null;
  const lines = Object.entries(changed) as [Outcome, number][];
  return (
    <Notice tone="amber" title={t("changed.title")} alert>
      {lines.map(([outcome, count]) => (
        <p key={outcome}>{t(`changed.${asChange(outcome)}`, { count })}</p>
      ))}
      <p>{t("changed.next")}</p>
    </Notice>
  );
}

function asChange(outcome: Outcome): "protected" | "mismatch" | "gone" {
  return outcome === "protected" || outcome === "mismatch" ? outcome : "gone";
}

function Earlier({ preview: { earlier } }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  if (!earlier) return null;
  return (
    <Notice tone="info" title={t("earlier.title")}>
      {t.rich("earlier.text", {
        at: () => <Time at={earlier.createdAt} within />,
        // In a new tab: the preview stays where it is.
        link: (words: ReactNode) => (
          <a className="link" href={batchPath(earlier.batchId)} target="_blank" rel="noopener">
            {words}
            <span className="sr"> {t("newTab")}</span>
          </a>
        ),
      })}
    </Notice>
  );
}

function WithThem({ preview: { learningData, activeLately } }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  const format = useFormatter();
  const figures = {
    courses: learningData.courses,
    completions: learningData.completions,
    hours: Math.round(learningData.secondsViewed / 3600),
    assignments: learningData.assignments,
    memberships: learningData.memberships,
  };
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 text-[13px] leading-5">
        <h3 className="lab m-0">{t("withThem")}</h3>
        {activeLately > 0 ? (
          <span className="state warn whitespace-normal">
            <CircleAlert className="i" />
            {t("activeLately", { count: activeLately })}
          </span>
        ) : (
          <span className="muted">{t("activeLately", { count: 0 })}</span>
        )}
      </div>
      <div className="figs">
        {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
          <div key={name}>
            <b>{format.number(figures[name])}</b>
            <span>{t(`data.${name}`, { count: figures[name] })}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** How the file was read, and the copy to keep. */
function Detected({ preview }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  const { ignoredColumns, rows } = preview;
  // Names may be empty or repeated.
  const shown = [...new Set(ignoredColumns.filter((column) => column.trim() !== ""))].slice(0, SHOWN_COLUMNS);
  const more = ignoredColumns.filter((column) => !shown.includes(column)).length;
  return (
    <div className="meta">
      <span>
        {t.rich("readAs", {
          encoding: ENCODINGS[preview.encoding ?? ""] ?? preview.encoding ?? "–",
          delimiter: t(`delimiters.${DELIMITERS[preview.delimiter ?? ""] ?? "comma"}`),
          b: (words) => <b>{words}</b>,
        })}
      </span>
      {ignoredColumns.length > 0 ? (
        <span className="min-w-0 wrap-anywhere">
          {t("ignored", { count: ignoredColumns.length })}{" "}
          {shown.map((column, at) => (
            <Fragment key={column}>
              {at > 0 ? ", " : null}
              <b className="mono">{column.slice(0, COLUMN_CHARACTERS)}</b>
            </Fragment>
          ))}
          {more > 0 ? (
            <>
              {shown.length > 0 ? ", " : null}
              <b>{t("moreColumns", { count: more })}</b>
            </>
          ) : null}
        </span>
      ) : null}
      <a className="link phone:ml-auto" href={`${batchPath(preview.batchId)}/copy.csv`} download>
        {t("download", { rows })}
      </a>
    </div>
  );
}

const SHOWN_COLUMNS = 6;
const COLUMN_CHARACTERS = 60;
/** Names, not words: the same in every language. */
const ENCODINGS: Record<string, string> = {
  "utf-8": "UTF-8",
  "utf-8-bom": "UTF-8 BOM",
  "utf-16le": "UTF-16 LE",
  "utf-16be": "UTF-16 BE",
  "windows-1252": "Windows-1252",
};
const DELIMITERS: Record<string, "comma" | "semicolon" | "tab"> = { ",": "comma", ";": "semicolon", "\t": "tab" };
