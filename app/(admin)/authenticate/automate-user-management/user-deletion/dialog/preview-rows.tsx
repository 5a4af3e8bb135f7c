// The outcomes of a preview beside the first rows of the one that is picked. Used by step-preview.tsx.
import { Tabs } from "@base-ui/react/tabs";
import { useTranslations } from "next-intl";
import type { CSSProperties, ReactNode } from "react";
import { Figure } from "@/app/_components/figure";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { Outcome } from "@/lib/outcomes";
import { LEDGER_ORDER } from "../../batches/batch-ledger";
import type { ShownPreview, ShownRow } from "../preview";

export function PreviewRows({ preview: { counts, firstRows } }: { preview: ShownPreview }) {
  const t = useTranslations("deletion.preview");
  const tOutcome = useTranslations("batches.outcomes");
  const present = LEDGER_ORDER.filter((name) => (counts[name] ?? 0) > 0);
  const word = (name: Outcome) => (name === "deleted" ? t("willBeDeleted") : tOutcome(name));
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
            {word(name)}
            <b>
              <Figure value={counts[name] ?? 0} />
            </b>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {present.map((name) => {
        const rows = firstRows.find(({ outcome }) => outcome === name)?.rows ?? [];
        const caption = t("firstRows", { outcome: word(name) });
        return (
          <Tabs.Panel key={name} value={name} className="min-w-0">
            {name === "deleted" ? (
              <Learners rows={rows} caption={caption} />
            ) : (
              <Reasons rows={rows} caption={caption} />
            )}
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

function Learners({ rows, caption }: { rows: ShownRow[]; caption: string }) {
  const t = useTranslations("deletion.preview");
  return (
    <Table caption={caption} roomy inset cards>
      <Heads>
        <th scope="col">{t("columns.learner")}</th>
        <th scope="col">{t("columns.lastActive")}</th>
      </Heads>
      <tbody>
        {rows.map((row) => (
          <tr key={row.rowNumber}>
            <Values row={row} />
            <td className="w-full min-w-36">{row.learner ? <Learner learner={row.learner} /> : <None />}</td>
            <td className="soft nowrap">
              <LastActive row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Reasons({ rows, caption }: { rows: ShownRow[]; caption: string }) {
  const t = useTranslations("deletion.preview");
  return (
    <Table caption={caption} roomy inset cards>
      <Heads>
        <th scope="col">{t("columns.why")}</th>
      </Heads>
      <tbody>
        {rows.map((row) => (
          <tr key={row.rowNumber}>
            <Values row={row} />
            <td className="w-full">
              {row.why}
              {row.learner ? <Learner learner={row.learner} lastActive /> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Heads({ children }: { children: ReactNode }) {
  const t = useTranslations("deletion.preview");
  return (
    <thead>
      <tr>
        <th scope="col" className="r w-[1%]">
          {t("columns.row")}
        </th>
        <th scope="col">primary_email_address</th>
        <th scope="col">unique_user_id</th>
        {children}
      </tr>
    </thead>
  );
}

function Values({ row }: { row: ShownRow }) {
  const t = useTranslations("deletion.preview");
  const empty = <span className="muted font-sans">{t("emptyField")}</span>;
  return (
    <>
      <td className="r muted">
        <Figure value={row.rowNumber} />
      </td>
      <td className="max-w-48 truncate" title={row.email}>
        {row.email || empty}
      </td>
      <td className="mono max-w-36 truncate" title={row.userId}>
        {row.userId || empty}
      </td>
    </>
  );
}

type Known = NonNullable<ShownRow["learner"]>;

/** The name, and below it the groups: who this is, for whoever reads the list. */
function Learner({ learner, lastActive }: { learner: Known; lastActive?: boolean }) {
  const t = useTranslations("deletion.preview");
  const groups = learner.groups.join(", ");
  if (!lastActive)
    return (
      <>
        <span title={learner.name}>{learner.name}</span>
        {groups ? (
          <span className="sub w-0 min-w-full truncate" title={groups}>
            {groups}
          </span>
        ) : null}
      </>
    );
  const { lastActiveAt } = learner;
  return (
    <span className="sub">
      {[learner.name, groups].filter(Boolean).join(" · ")}
      {lastActiveAt ? (
        <>
          {" · "}
          {t.rich("active", { at: () => <Time at={lastActiveAt} form="day" /> })}
        </>
      ) : null}
    </span>
  );
}

function LastActive({ row }: { row: ShownRow }) {
  const t = useTranslations("deletion.preview");
  const at = row.learner?.lastActiveAt;
  return at ? <Time at={at} form="day" /> : <span className="muted">{t("never")}</span>;
}

function Card({ row }: { row: ShownRow }) {
  const t = useTranslations("deletion.preview");
  const values = [row.email, row.userId].filter(Boolean);
  return (
    <li>
      <div className="top1">
        <span className="strong wrap-anywhere">{row.learner?.name ?? values[0] ?? t("emptyField")}</span>
        <span className="muted num nowrap">{t("rowNumber", { row: row.rowNumber })}</span>
      </div>
      {row.learner || values.length > 1 ? <span className="soft wrap-anywhere">{values.join(", ")}</span> : null}
      {row.why ? <span className="soft">{row.why}</span> : null}
      {row.learner ? <LearnerLine learner={row.learner} /> : null}
    </li>
  );
}

function LearnerLine({ learner }: { learner: Known }) {
  const t = useTranslations("deletion.preview");
  const groups = learner.groups.join(", ");
  const { lastActiveAt } = learner;
  return (
    <span className="sub">
      <span>{groups}</span>
      <span className="nowrap">
        {lastActiveAt ? t.rich("active", { at: () => <Time at={lastActiveAt} form="day" /> }) : t("neverActive")}
      </span>
    </span>
  );
}
