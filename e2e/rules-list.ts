// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of source, templates among them, as they stand there.
// The rules of spec 3 to 5 that SQL or the run decides, each broken once: read by breakages.ts, which expects a test to fail.
// What is decided by pure functions is mutation.ts's.

export type Rule = {
  section: string;
  /** What the product would do. */
  name: string;
  file: string;
  /** Stands in the file once. */
  from: string;
  to: string;
  /** The browser tests that need no page, or `unit` and its files. */
  specs: readonly string[];
};

const RESOLVE = "lib/batches/resolve.ts";
const CHUNK = "lib/processing/chunk.ts";
const LIFE = "lib/processing/life.ts";
const ROWS = ["outcomes.spec", "processing.spec"];
const PREVIEWED = ["outcomes.spec"];
const DEEDS = ["outcomes.spec", "confirm.spec"];

const row = (name: string, from: string, to: string, file = RESOLVE): Rule => ({
  section: "4",
  name,
  file,
  from,
  to,
  specs: file === RESOLVE ? PREVIEWED : ROWS,
});

/** The CASE that decides a row, its conditions swapped and dropped one by one. */
const OUTCOMES: readonly Rule[] = [
  row(
    "an invalid row whose values lead somewhere is judged by them",
    "when p.problem is not null then 'invalid'\n          when p.by_email is null and p.by_user_id is null then 'not_found'",
    "when p.by_email is null and p.by_user_id is null then 'not_found'\n          when p.problem is not null then 'invalid'",
  ),
  row("invalid is not looked at", "when p.problem is not null then 'invalid'", "when false then 'invalid'"),
  row("an invalid row claims", "case when problem is null and coalesce", "case when coalesce"),
  row(
    "a row whose address alone leads nowhere is not_found",
    "when p.by_email is null and p.by_user_id is null then 'not_found'",
    "when p.by_email is null then 'not_found'",
  ),
  row(
    "a row whose ID alone leads nowhere is not_found",
    "when p.by_email is null and p.by_user_id is null then 'not_found'",
    "when p.by_user_id is null then 'not_found'",
  ),
  row(
    "mismatch goes before not_found",
    "when p.by_email is null and p.by_user_id is null then 'not_found'\n          when p.learner_id is null then 'mismatch'",
    "when p.learner_id is null then 'mismatch'\n          when p.by_email is null and p.by_user_id is null then 'not_found'",
  ),
  row(
    "a mismatch claims the learner of its address",
    "and not (has_email and has_user_id and by_email is distinct from by_user_id) then",
    "then",
  ),
  row(
    "one that leads nowhere is forgiven where the other leads somewhere",
    "and not (has_email and has_user_id and by_email is distinct from by_user_id) then",
    "and not coalesce(has_email and has_user_id and by_email <> by_user_id, false) then",
  ),
  row(
    "only an address leads",
    "coalesce(by_email, by_user_id) is not null\n          and not (has_email and has_user_id and by_email is distinct from by_user_id) then coalesce(by_email, by_user_id) end",
    "by_email is not null\n          and not (has_email and has_user_id and by_email is distinct from by_user_id) then by_email end",
  ),
  row(
    "protected goes before duplicate",
    "when p.row_number > p.first_row then 'duplicate'\n          when g.learner_id is not null then 'protected'",
    "when g.learner_id is not null then 'protected'\n          when p.row_number > p.first_row then 'duplicate'",
  ),
  row(
    "duplicate goes before mismatch",
    "when p.learner_id is null then 'mismatch'\n          when p.row_number > p.first_row then 'duplicate'",
    "when p.row_number > p.first_row then 'duplicate'\n          when p.learner_id is null then 'not_found'",
  ),
  row(
    "the last row of a learner claims, not the first",
    "min(row_number) over (partition by learner_id)",
    "max(row_number) over (partition by learner_id)",
  ),
  row("nobody is protected", "when g.learner_id is not null then 'protected'", "when false then 'protected'"),
  row(
    "the two kinds of mismatch are told as one",
    "then case when p.by_email is null or p.by_user_id is null then 'one_leads_nowhere'",
    "then case when p.by_email is null and p.by_user_id is null then 'one_leads_nowhere'",
  ),
  row(
    "a duplicate does not name the first row",
    "case when outcome = 'duplicate' then first_row end",
    "case when outcome = 'duplicate' then row_number end",
  ),
  row(
    "learners of every organization are found by address",
    "left join learners e on e.organization_id = ${organizationId} and",
    "left join learners e on",
  ),
  row(
    "learners of every organization are found by ID",
    "left join learners u on u.organization_id = ${organizationId} and",
    "left join learners u on",
  ),
  row(
    "a tombstone goes before a live learner",
    "and o.outcome = 'not_found'\n        returning o.row_number",
    "and o.outcome <> 'invalid'\n        returning o.row_number",
  ),
  row(
    "tombstones are not looked at",
    "const already = await flagRowsNamingDeleted(tx, organizationId, batchId);",
    "const already = 0;",
  ),
  // That another organization's tombstones count is not among them: its fingerprints are of its own number as well.
  row(
    "admins are not protected",
    "where a.organization_id = ${organizationId} and a.removed_at is null",
    "where a.organization_id = ${organizationId} and a.removed_at is not null",
    "lib/protection.ts",
  ),
  row(
    "holds are not looked at",
    "and (h.ends_at is null or h.ends_at > app_now())",
    "and h.ends_at < app_now()",
    "lib/protection.ts",
  ),
  { ...row("leading zeros are no hint", "await hintAtLeadingZeros(tx, organizationId, batchId);", ""), specs: ROWS },
  row(
    "who became protected meanwhile is deleted",
    "const going = pinned.filter((row) => row.here && row.guard === null);\n    const spared = pinned.filter((row) => row.here && row.guard !== null);",
    "const going = pinned.filter((row) => row.here);\n    const spared = pinned.filter((row) => row.here && !row.here);",
    CHUNK,
  ),
  row(
    "who is gone already is always not_found",
    "case when a.at is null then 'not_found' else 'already_deleted' end",
    "'not_found'",
    CHUNK,
  ),
  row(
    "a row that cannot be deleted never fails",
    'await settleRest(tx, claim, "failed", code);\n        return;',
    "void 0;",
    "lib/processing/queue.ts",
  ),
  row(
    "a row is failed at once, not after 24 hours",
    'const GIVE_UP_AFTER = "24 hours";',
    'const GIVE_UP_AFTER = "0 hours";',
    "lib/processing/queue.ts",
  ),
  row(
    "one row that cannot be deleted keeps its whole chunk",
    "if (chunk.learners > 1 && !passing) {",
    "if (chunk.learners < 1 && !passing) {",
    "lib/processing/queue.ts",
  ),
];

const state = (name: string, from: string, to: string, file = LIFE, specs = DEEDS): Rule => ({
  section: "5",
  name,
  file,
  from,
  to,
  specs,
});
const CONFIRM = "lib/batches/confirm.ts";

const STATES: readonly Rule[] = [
  state(
    "Confirm takes a preview that has lapsed",
    'if (batch.state !== "ready" || batch.lapsed)',
    'if (batch.state !== "ready")',
    CONFIRM,
  ),
  state("Confirm takes any state", 'if (batch.state !== "ready" || batch.lapsed)', "if (batch.lapsed)", CONFIRM),
  state("anybody confirms", "if (batch.uploaded_by !== adminId)", "if (batch.uploaded_by === undefined)", CONFIRM),
  state(
    "Confirm takes an older preview",
    "if (batch.preview_number !== order.previewNumber)",
    "if (batch.preview_number === undefined)",
    CONFIRM,
  ),
  state(
    "a preview that no longer holds is ordered",
    "if (await previewBroke(tx, organizationId, batchId))",
    "if (!(await previewBroke(tx, organizationId, batchId)) && users < 0)",
    CONFIRM,
  ),
  state("the number need not be typed", "if (mustTypeCount(users, learners, guards) && ", "if (users < 0 && ", CONFIRM),
  state(
    "what runs can be cancelled",
    "(b.state in ('awaiting_approval', 'scheduled') or",
    "(b.state in ('awaiting_approval', 'scheduled', 'processing') or",
    CONFIRM,
  ),
  state(
    "anybody throws a preview away",
    "(b.state in ('uploading', 'checking', 'ready') and b.uploaded_by = ${adminId})",
    "(b.state in ('uploading', 'checking', 'ready') and ${adminId}::bigint is not null)",
    CONFIRM,
  ),
  state(
    "what has not begun can be stopped",
    "and state = 'processing' and stop_requested_at is null returning id",
    "and state in ('processing', 'scheduled') and stop_requested_at is null returning id",
    CONFIRM,
  ),
  state(
    "an order begins before its time",
    "and state = 'scheduled' and starts_at <= app_now() returning id",
    "and state = 'scheduled' returning id",
  ),
  state(
    "a batch begins from any state",
    "and state = 'scheduled' and starts_at <= app_now() returning id",
    "and starts_at <= app_now() returning id",
  ),
  state("a batch with errors ends completed", '? "completed_with_errors"', '? "completed"', "lib/outcomes.ts", ROWS),
  state(
    "already_deleted is an error",
    '["deleted", "duplicate", "already_deleted"];',
    '["deleted", "duplicate"];',
    "lib/outcomes.ts",
    ROWS,
  ),
  state("a stop is not heeded", "if (ours.stopped) {", "if (ours.stopped === undefined) {", CHUNK, ROWS),
  state(
    "who lost the lease goes on",
    "and c.token = ${token} and c.done_at is null",
    "and c.done_at is null",
    CHUNK,
    ROWS,
  ),
  state(
    "outcomes are written without the deletion",
    "await tx`delete from learners where organization_id = ${organizationId} and id = any(${ids}::bigint[])`;",
    "",
    CHUNK,
    ROWS,
  ),
  state(
    "a chunk forgets the tombstones",
    "await writeTombstones(",
    "await (async (..._: unknown[]) => {})(",
    CHUNK,
    ROWS,
  ),
  state(
    "a chunk forgets to take learners off the sums",
    "from deltas\n    )",
    "from deltas where false\n    )",
    CHUNK,
    ROWS,
  ),
  state(
    "a batch may end with rows left over",
    "if (totalRows(counts) !== batch.rows) throw new UnaccountedRows();",
    "",
    LIFE,
    ["outcomes.spec", "processing.spec"],
  ),
  state(
    "organizations wait for one another",
    "this.rota.delete(organizationId);\n      this.rota.set(organizationId, list);",
    "",
    "lib/processing/run.ts",
    ["outcomes.spec"],
  ),
  state(
    "batches of an organization wait for one another",
    "list.push(due);",
    "list.unshift(due);",
    "lib/processing/run.ts",
    ["outcomes.spec"],
  ),
  state(
    "what the browser sent is not compared by size and SHA-256",
    "return whole ? bytes : undefined;",
    "void whole;\n  return bytes;",
    "lib/uploads.ts",
    ["refusals.spec"],
  ),
  state(
    "Continue twice stages twice",
    'if (batch.state !== "uploading") return { ok: true } as const;',
    "",
    "lib/batches/upload.ts",
    ["refusals.spec"],
  ),
  state(
    "a slice of any length is kept",
    "if (!(await keepSlice(tx, upload, index, content)))",
    "if ((await keepSlice(tx, upload, index, content)) === undefined)",
    "lib/batches/upload.ts",
    ["refusals.spec"],
  ),
];

const RESULTS = "lib/results.ts";
const given = (name: string, from: string, to: string, file = RESULTS): Rule => ({
  section: "3",
  name,
  file,
  from,
  to,
  specs: ["outcomes.spec"],
});

/** Files that are given out. */
const FILES: readonly Rule[] = [
  given("files have no mark", "`\\ufeff${columns", "`${columns"),
  given("the results file has not the upload's delimiter", '(batch.delimiter ?? ",")', '","'),
  given(
    "the copy has not the reader's delimiter",
    'file === "copy" ? (language === "id" ? ";" : ",")',
    'file === "copy" ? ","',
  ),
  given("the results file has rows that were deleted", "and o.outcome <> 'deleted'`", "`"),
  given(
    "values are not made safe for a spreadsheet",
    "const safe = safeForSpreadsheet(value);",
    "const safe = value;",
    "lib/csv/spreadsheet.ts",
  ),
  given(
    "our files are not known when they come back",
    "return ESCAPED.test(value) ? value.slice(1) : value;",
    "return value;",
    "lib/csv/spreadsheet.ts",
  ),
  given(
    "rows of ours without values are no longer skipped",
    'if (problem === "both_empty" && this.file.outcome !== undefined)',
    'if (problem === "both_empty" && this.file.outcome === -1)',
    "lib/csv/index.ts",
  ),
  given(
    "what is given out lasts in every state",
    "if (!batch || !AVAILABLE[file].includes(batch.state))",
    "if (!batch)",
  ),
  given(
    "a duplicate of somebody deleted keeps its values",
    "await blankValues(tx, claim, going);",
    "void blankValues;",
    CHUNK,
  ),
];

export const RULES: Record<string, readonly Rule[]> = { outcomes: OUTCOMES, states: STATES, files: FILES };
