// Add users, by file (spec 8): who of a list is there already, was deleted, or comes twice; and the adding, portion by portion.
// The rules themselves are lib/adding's, shared with the form.
import type { Transaction } from "@/db/client";
import { explainAddRow } from "../../adding/explain";
import { bookWith, GroupBook } from "../../adding/groups";
import { addLearners } from "../../adding/learners";
import { ADDING_COLUMNS, personProblem } from "../../adding/person";
import { OWN_FILES } from "../../csv";
import { foldReportTotals } from "../../reports";
import type { ListAtWork, ListInHand, PortionDone, Purpose } from "../purpose";
import { markTombstoned } from "../tombstoned";

/** What lists.preview holds. */
export type AddPreview = {
  /** Names of groups that will be made, the first of them. */
  newGroups: string[];
  newGroupCount: number;
};

/** So many new groups are no groups: a column of job titles or of departments of a whole country. */
export const MOST_NEW_GROUPS = 500;
const SHOWN_GROUPS = 50;

export const addUsers: Purpose = {
  columns: ADDING_COLUMNS,
  firstOutcome: "to_add",
  fingerprints: true,
  problemOf: ({ fields: [name = "", groups = ""] = [] }) => personProblem(name, groups),

  async decide(tx, list) {
    await markExisting(tx, list);
    await markTombstoned(tx, list, "to_add", "tombstoned");
    await markRepeated(tx, list);
    const newGroups = await groupsToMake(tx, list);
    const { length: count } = newGroups;
    if (count > MOST_NEW_GROUPS)
      return { refusals: [{ code: "too_many_new_groups", params: { count, most: MOST_NEW_GROUPS } }] };
    const preview: AddPreview = { newGroups: newGroups.slice(0, SHOWN_GROUPS), newGroupCount: count };
    return { preview };
  },

  process: addPortion,
  afterProcessing: "completed",
  deed: () => "users.added",
  // The deltas of single users would say, group by group, where each of them is.
  afterEnd: foldReportTotals,

  results: {
    columns: OWN_FILES.added,
    outcomes: ["exists", "tombstoned", "invalid", "to_add"],
    cells: (row, { language, ended }) => [
      row.rowNumber,
      row.values?.email ?? "",
      row.values?.userId ?? "",
      row.values?.name ?? "",
      row.values?.groups ?? "",
      row.outcome,
      explainAddRow(language, row, ended),
    ],
  },
};

/** By address, by ID, or both; the address of one learner and the ID of another is `exists` too: nobody is added on a guess. */
async function markExisting(tx: Transaction, { organizationId, listId }: ListInHand): Promise<void> {
  await tx`
    with there as (
      select r.row_number, e.id as by_email, u.id as by_user_id
      from list_rows r
      left join learners e on e.organization_id = ${organizationId} and e.normalized_email = r.normalized_email
      left join learners u on u.organization_id = ${organizationId} and u.unique_user_id = r.normalized_user_id
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.outcome = 'to_add'
        and (e.id is not null or u.id is not null)
    )
    update list_rows r set outcome = 'exists',
      reason = case when by_user_id is null then 'email' when by_email is null then 'user_id' when by_email = by_user_id then 'both' else 'two_learners' end
    from there t
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = t.row_number`;
}

/** A row that shares its address or its ID with an earlier row that could be added: the same person, or two that only the admin can tell apart. */
async function markRepeated(tx: Transaction, { organizationId, listId }: ListInHand): Promise<void> {
  await tx`
    with candidates as materialized (
      select row_number, normalized_email as email, normalized_user_id as user_id from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'to_add'
    ),
    by_email as (
      select email, min(row_number) as first from candidates where email is not null group by email having count(*) > 1
    ),
    by_user_id as (
      select user_id, min(row_number) as first from candidates where user_id is not null group by user_id having count(*) > 1
    ),
    repeated as (
      select c.row_number,
        least(case when e.first < c.row_number then e.first end, case when u.first < c.row_number then u.first end) as first
      from candidates c
      left join by_email e on e.email = c.email
      left join by_user_id u on u.user_id = c.user_id
      where e.first < c.row_number or u.first < c.row_number
    )
    update list_rows r set outcome = 'exists', same_as_row = t.first
    from repeated t
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = t.row_number`;
}

/** Names of groups that rows to add name and nobody has made yet. */
async function groupsToMake(tx: Transaction, { organizationId, listId }: ListInHand): Promise<string[]> {
  const texts = await tx<{ groups: string }[]>`
    select distinct groups from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'to_add' and groups <> ''`;
  const book = await GroupBook.read(tx, organizationId);
  return book.missing(texts.flatMap(({ groups }) => book.namesIn(groups)));
}

type Row = { row: number; email: string; userId: string; name: string; groups: string };

async function addPortion(
  tx: Transaction,
  { organizationId, listId, decidedAt }: ListAtWork,
  { after, most }: { after: number; most: number },
): Promise<PortionDone> {
  const rows = await tx<Row[]>`
    select row_number as row, email, user_id as "userId", name, groups from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'to_add' and row_number > ${after}
    order by row_number limit ${most}`;
  const toRow = rows.at(-1)?.row;
  if (toRow === undefined) return { toRow, counts: {} };
  const book = await bookWith(
    tx,
    organizationId,
    rows.map((row) => row.groups),
  );
  const people = rows.map(({ email, userId, name, groups }) => ({ email, userId, name, groupIds: book.idsOf(groups) }));
  const done = await addLearners(tx, organizationId, people, decidedAt);

  const added: number[] = [];
  const exist: { row: number; by: string }[] = [];
  const tombstoned: { row: number; at: string; batch: string }[] = [];
  for (const [place, { row }] of rows.entries()) {
    const one = done[place];
    if (one?.is === "added") added.push(row);
    else if (one?.is === "exists") exist.push({ row, by: one.by });
    else if (one) tombstoned.push({ row, at: one.tombstone.deletedAt.toISOString(), batch: one.tombstone.batchId });
  }
  // Whoever is added needs no row any more: the values are the learner's now.
  await tx`
    delete from list_rows where organization_id = ${organizationId} and list_id = ${listId} and row_number = any(${added}::int[])`;
  if (exist.length > 0)
    await tx`
      update list_rows r set outcome = 'exists', reason = t.by
      from unnest(${exist.map(({ row }) => row)}::int[], ${exist.map(({ by }) => by)}::text[]) as t (row, by)
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = t.row`;
  if (tombstoned.length > 0)
    await tx`
      update list_rows r set outcome = 'tombstoned', earlier_deleted_at = t.at, earlier_batch_id = t.batch
      from unnest(${tombstoned.map(({ row }) => row)}::int[], ${tombstoned.map(({ at }) => at)}::timestamptz[],
        ${tombstoned.map(({ batch }) => batch)}::uuid[]) as t (row, at, batch)
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = t.row`;
  return {
    toRow,
    counts: { to_add: -rows.length, added: added.length, exists: exist.length, tombstoned: tombstoned.length },
  };
}
