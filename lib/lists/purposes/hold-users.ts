// Holds by file (spec 8): who of a list is there to be put on hold, and the putting, portion by portion. Each row has a reason, and
// a last day where it is to end. The rules themselves are lib/holds', shared with the learner's page.
import type { Transaction } from "@/db/client";
import { OWN_FILES } from "../../csv";
import { endOf, isDay, REASON_CHARACTERS } from "../../holds/day";
import { explainHoldRow } from "../../holds/explain";
import { setHolds } from "../../holds/setting";
import type { ListAtWork, ListInHand, PortionDone, Purpose } from "../purpose";

export const holdUsers: Purpose = {
  // The first goes into list_rows.name, the second into .groups.
  columns: [{ name: "reason", required: true }, { name: "ends_on" }],
  firstOutcome: "to_hold",
  fingerprints: false,
  problemOf: ({ fields: [reason = "", lastDay = ""] = [] }) => {
    if (reason.trim() === "") return "reason_missing";
    if (reason.trim().length > REASON_CHARACTERS) return "reason_too_long";
    return lastDay.trim() === "" || isDay(lastDay.trim()) ? undefined : "day_malformed";
  },

  async decide(tx, list) {
    await markPast(tx, list);
    await markNobody(tx, list);
    return {};
  },

  process: holdPortion,
  afterProcessing: "completed",
  deed: () => "holds.set",

  results: {
    columns: OWN_FILES.held,
    outcomes: ["not_found", "mismatch", "duplicate", "invalid", "to_hold"],
    cells: (row, { language, organizationName }) => [
      row.rowNumber,
      row.values?.email ?? "",
      row.values?.userId ?? "",
      row.values?.name ?? "",
      row.values?.groups ?? "",
      row.outcome,
      explainHoldRow(language, organizationName, row),
    ],
  },
};

/** Days are written year first, so they compare as text. */
async function markPast(tx: Transaction, { organizationId, listId }: ListInHand): Promise<void> {
  await tx`
    update list_rows set outcome = 'invalid', problem = 'day_past'
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'to_hold'
      and groups <> '' and btrim(groups) collate "C" < to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD') collate "C"`;
}

/** As in a deletion: nobody there, two learners, one of the two leads nowhere, or claimed by an earlier row. */
async function markNobody(tx: Transaction, { organizationId, listId }: ListInHand): Promise<void> {
  await tx`
    with leads as (
      select r.row_number, e.id as by_email, u.id as by_user_id,
        r.normalized_email is not null and r.normalized_user_id is not null as has_both
      from list_rows r
      left join learners e on e.organization_id = ${organizationId} and e.normalized_email = r.normalized_email
      left join learners u on u.organization_id = ${organizationId} and u.unique_user_id = r.normalized_user_id
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.outcome = 'to_hold'
    ),
    claims as (
      select *, case when not (has_both and by_email is distinct from by_user_id) then coalesce(by_email, by_user_id) end as learner_id
      from leads
    ),
    placed as (
      select *, case when learner_id is not null then min(row_number) over (partition by learner_id) end as first_row from claims
    )
    update list_rows r set
      outcome = case
        when p.learner_id is not null then 'duplicate'
        when p.by_email is null and p.by_user_id is null then 'not_found' else 'mismatch' end::list_outcome,
      reason = case
        when p.learner_id is not null or (p.by_email is null and p.by_user_id is null) then null
        when p.by_email is null or p.by_user_id is null then 'one_leads_nowhere' else 'two_learners' end,
      same_as_row = case when p.learner_id is not null then p.first_row end
    from placed p
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = p.row_number
      and (p.learner_id is null or p.row_number > p.first_row)`;
}

type Row = { row: number; reason: string; lastDay: string; learnerId: number | null };

async function holdPortion(
  tx: Transaction,
  { organizationId, listId, uploadedBy }: ListAtWork,
  { after, most }: { after: number; most: number },
): Promise<PortionDone> {
  const rows = await tx<Row[]>`
    with asked as materialized (
      select row_number, name, groups, normalized_email, normalized_user_id from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'to_hold' and row_number > ${after}
      order by row_number limit ${most}
    )
    select s.row_number as row, btrim(s.name) as reason, btrim(s.groups) as "lastDay",
      case when s.normalized_email is null or s.normalized_user_id is null or e.id is not distinct from u.id
        then coalesce(e.id, u.id) end as "learnerId"
    from asked s
    -- Looked up a row at a time, whatever the statistics say of rows that have only just come: hence the limits.
    left join lateral (
      select id from learners where organization_id = ${organizationId} and normalized_email = s.normalized_email limit 1) as e on true
    left join lateral (
      select id from learners where organization_id = ${organizationId} and unique_user_id = s.normalized_user_id limit 1) as u on true
    order by s.row_number`;
  const toRow = rows.at(-1)?.row;
  if (toRow === undefined) return { toRow, counts: {} };
  // Two rows may have come to name the same learner since they were checked: the earlier one counts.
  const wanted = new Map<number, Row>();
  for (const row of rows) if (row.learnerId !== null && !wanted.has(row.learnerId)) wanted.set(row.learnerId, row);
  const set = await setHolds(
    tx,
    { organizationId, adminId: uploadedBy },
    [...wanted].map(([learnerId, { reason, lastDay }]) => ({
      learnerId,
      reason,
      endsAt: lastDay === "" ? null : endOf(lastDay),
    })),
  );
  const held = rows.filter(({ learnerId }) => learnerId !== null && set.has(learnerId)).map(({ row }) => row);
  // Whoever is on hold needs no row any more: the reason is the hold's now.
  await tx`
    delete from list_rows where organization_id = ${organizationId} and list_id = ${listId} and row_number = any(${held}::int[])`;
  const gone = rows.filter(({ row }) => !held.includes(row)).map(({ row }) => row);
  await tx`
    update list_rows set outcome = 'not_found', reason = null
    where organization_id = ${organizationId} and list_id = ${listId} and row_number = any(${gone}::int[])`;
  return { toRow, counts: { to_hold: -rows.length, held: held.length, not_found: gone.length } };
}
