// What the file would do, before anybody is added: the figure, the groups that will be made, the first rows of each outcome, how it
// was read. Used by upload-dialog.tsx.
import { Tabs } from "@base-ui/react/tabs";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, Fragment } from "react";
import { Figure } from "@/app/_components/figure";
import { Notice } from "@/app/_components/notice";
import { Cards, None, Table } from "@/app/_components/table";
import { AddLedger, type AddOutcome, LEDGER_ORDER } from "../add-ledger";
import { resultsPath } from "../paths";
import type { ShownPreview, ShownRow } from "../shown";

export function StepPreview({ preview, notOrdered }: { preview: ShownPreview; notOrdered: boolean }) {
  const t = useTranslations("add-users.preview");
  const { users, rows, counts } = preview;
  return (
    <>
      {notOrdered ? (
        <Notice tone="danger" title={t("notOrdered.title")} alert>
          {t("notOrdered.text")}
        </Notice>
      ) : null}
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
        <AddLedger size="tall" counts={counts} />
      </div>
      <NewGroups preview={preview} />
      <Rows preview={preview} />
      <Detected preview={preview} />
    </>
  );
}

function NewGroups({ preview: { newGroups, newGroupCount } }: { preview: ShownPreview }) {
  const t = useTranslations("add-users.preview");
  if (newGroupCount === 0) return null;
  const shown = newGroups.slice(0, SHOWN_GROUPS).join(", ");
  const more = newGroupCount - Math.min(SHOWN_GROUPS, newGroups.length);
  return (
    <Notice tone="info" icon={<UsersRound className="i" />} title={t("newGroups", { count: newGroupCount })}>
      <span className="wrap-anywhere">{more > 0 ? t("newGroupsMore", { names: shown, more }) : shown}</span>
    </Notice>
  );
}

function Rows({ preview: { counts, firstRows } }: { preview: ShownPreview }) {
  const t = useTranslations("uploads");
  const tOutcome = useTranslations("add-users.outcomes");
  const present = LEDGER_ORDER.filter((name) => (counts[name] ?? 0) > 0);
  return (
    <Tabs.Root
      // As high as the longest list, so that the dialog keeps its place from one outcome to the next.
      className="md phone:min-h-[calc(var(--rows)*51px+33px)]"
      style={{ "--rows": Math.max(...firstRows.map(({ rows }) => rows.length)) } as CSSProperties}
      defaultValue={present[0]}
      orientation="vertical"
    >
      <Tabs.List className="list" aria-label={t("byOutcome")}>
        {present.map((name) => (
          <Tabs.Tab key={name} value={name} className="oc">
            <span className={`sw c-${name}`} aria-hidden="true" />
            {tOutcome(name)}
            <b>
              <Figure value={counts[name] ?? 0} />
            </b>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {present.map((name) => {
        const rows = firstRows.find(({ outcome }) => outcome === name)?.rows ?? [];
        const caption = t("firstRows", { outcome: tOutcome(name) });
        return (
          <Tabs.Panel key={name} value={name} className="min-w-0">
            <RowTable name={name} rows={rows} caption={caption} />
            <Cards label={caption}>
              {rows.map((row) => (
                <Card key={row.rowNumber} row={row} />
              ))}
            </Cards>
          </Tabs.Panel>
        );
      })}
    </Tabs.Root>
  );
}

function RowTable({ name, rows, caption }: { name: AddOutcome; rows: ShownRow[]; caption: string }) {
  const t = useTranslations("add-users.preview");
  const tUploads = useTranslations("uploads");
  const empty = <span className="muted font-sans">{tUploads("emptyField")}</span>;
  return (
    <Table caption={caption} roomy inset cards>
      <thead>
        <tr>
          <th scope="col" className="r w-[1%]">
            {tUploads("row")}
          </th>
          <th scope="col">primary_email_address</th>
          <th scope="col">unique_user_id</th>
          <th scope="col">{name === "to_add" ? "name" : t("why")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.rowNumber}>
            <td className="r muted">
              <Figure value={row.rowNumber} />
            </td>
            <td className="max-w-60 truncate" title={row.email}>
              {row.email || empty}
            </td>
            <td className="mono max-w-36 truncate" title={row.userId}>
              {row.userId || empty}
            </td>
            <td className="w-full min-w-40">{name === "to_add" ? <Who row={row} /> : row.why}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Who({ row }: { row: ShownRow }) {
  const t = useTranslations("add-users.preview");
  return (
    <>
      {row.name ? <span title={row.name}>{row.name}</span> : <None />}
      <span className="sub w-0 min-w-full truncate" title={row.groups}>
        {row.groups || t("defaultGroup")}
      </span>
    </>
  );
}

function Card({ row }: { row: ShownRow }) {
  const t = useTranslations("uploads");
  const values = [row.email, row.userId].filter(Boolean);
  return (
    <li>
      <div className="top1">
        <span className="strong wrap-anywhere">{row.name || values[0] || t("emptyField")}</span>
        <span className="muted num nowrap">{t("rowNumber", { row: row.rowNumber })}</span>
      </div>
      {row.name || values.length > 1 ? <span className="soft wrap-anywhere">{values.join(", ")}</span> : null}
      {row.groups ? <span className="soft wrap-anywhere">{row.groups}</span> : null}
      {row.why ? <span className="soft">{row.why}</span> : null}
    </li>
  );
}

/** How the file was read, and its rows with what would become of them. */
function Detected({ preview }: { preview: ShownPreview }) {
  const t = useTranslations("uploads");
  const tAdd = useTranslations("add-users.preview");
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
      <a className="link phone:ml-auto" href={resultsPath(preview.listId)} download>
        {tAdd("download", { rows })}
      </a>
    </div>
  );
}

const SHOWN_GROUPS = 12;
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
