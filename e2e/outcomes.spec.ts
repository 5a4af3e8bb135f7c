// The order in which causes count (spec 4) and which deed each state takes (spec 5), rule by rule: a change of either turns a row
// red. Needs no page; `npm run breakages rules` runs it against the rules broken one by one.
import * as batches from "@/lib/batches";
import { BATCH_STATES, type BatchState, ENDED } from "@/lib/outcomes";
import { startBatch } from "@/lib/processing/life";
import { type BatchFile, openBatchFile } from "@/lib/results";
import { expect, test } from "./fixtures";
import { confirm, countsOf, csvOf, named, order, orderForLater, proofOf, runUntil, stateOf, upload } from "./orders";

test("a row gets the first cause that applies, and claims somebody only when it is about one person", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const person = (name: string) => ({ name, email: `${name}@first.example`, userId: `${name}-1` });
  const organization = await organizationWith({
    adminsLearn: true,
    learners: [
      ...["ann", "bob", "eve", "fay", "gus", "hal", "ida", "kim", "tom", "una"].map(person),
      { name: "cyd", email: "cyd@first.example", userId: null },
      { name: "dee", email: null, userId: "dee-1" },
    ],
  });
  const other = await organizationWith({ learners: [person("zoe"), person("yan"), person("xia"), person("wim")] });
  for (const [of, names] of [
    [organization, ["tom", "una"]],
    [other, ["yan"]],
  ] as const) {
    const earlier = await order(cron, of, csvOf(names.map(person)));
    await runUntil(cron, of, earlier, "completed");
  }
  const [earlier] = await sql<
    { id: string }[]
  >`select id from deletion_batches where organization_id = ${organization.id}`;
  // Back again past Add users, under a tombstone: a live learner goes before it.
  await sql`
    insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name)
    values (${organization.id}, 'Una again', 'una@first.example', 'una@first.example', 'una', 'una')`;
  await sql`insert into report_totals (organization_id, month, learners) values (${organization.id}, 'all', 1)`;
  const gus = organization.learners.find(({ name }) => name === "gus")?.id ?? 0;
  await sql`insert into holds (organization_id, learner_id, reason, set_by) values (${organization.id}, ${gus}, 'Why', ${organization.admin.id})`;
  const { email: admin } = organization.admin;

  const rows: [email: string, userId: string, outcome: string, reason: string | null, sameAsRow?: number][] = [
    // Invalid goes before all else, and claims nobody: the next row is no duplicate.
    ["bob@", "bob-1", "invalid", "email_malformed"],
    ["bob@first.example", "1.23E+15", "invalid", "id_scientific"],
    ["tom@first.example", "x".repeat(256), "invalid", "id_too_long"],
    ["", "bob-1", "deleted", null],
    // Two people, or one and nobody: neither is deleted, neither is claimed.
    ["ann@first.example", "dee-1", "mismatch", "two_learners"],
    ["cyd@first.example", "ann-1", "mismatch", "two_learners"],
    ["ann@first.example", "", "deleted", null],
    ["", "dee-1", "deleted", null],
    ["eve@first.example", "nobody", "mismatch", "one_leads_nowhere"],
    ["nobody@first.example", "eve-1", "mismatch", "one_leads_nowhere"],
    ["EVE@first.example", "eve-1", "deleted", null],
    // Also where one of the two is an admin, or on hold, or known by a tombstone alone, or claimed already.
    [admin, "fay-1", "mismatch", "two_learners"],
    [admin, "nobody", "mismatch", "one_leads_nowhere"],
    ["gus@first.example", "fay-1", "mismatch", "two_learners"],
    ["tom@first.example", "fay-1", "mismatch", "one_leads_nowhere"],
    ["fay@first.example", "tom-1", "mismatch", "one_leads_nowhere"],
    ["ann@first.example", "fay-1", "mismatch", "two_learners"],
    ["", "fay-1", "deleted", null],
    // The same learner once more, by whichever column; also where the first row was spared.
    ["bob@first.example", "", "duplicate", null, 5],
    ["fay@first.example", "fay-1", "duplicate", null, 19],
    [admin.toUpperCase(), "", "protected", "admin"],
    ["", "AD-000001", "duplicate", null, 22],
    ["gus@first.example", "gus-1", "protected", "hold"],
    ["", "gus-1", "duplicate", null, 24],
    // Nobody here: deleted earlier, if either leaves a tombstone; never the duplicate of a row that claimed nobody.
    ["tom@first.example", "", "already_deleted", null],
    ["", "tom-1", "already_deleted", null],
    ["TOM@first.example", "tom-1", "already_deleted", null],
    ["tom@first.example", "nobody", "already_deleted", null],
    ["nobody@first.example", "tom-1", "already_deleted", null],
    ["", "una-1", "already_deleted", null],
    ["una@first.example", "", "deleted", null],
    ["nobody@first.example", "", "not_found", null],
    ["nobody@first.example", "", "not_found", null],
    // Another organization's people, living and deleted, are strangers.
    ["zoe@first.example", "zoe-1", "not_found", null],
    ["yan@first.example", "", "not_found", null],
    // Letter case is part of an ID.
    ["", "HAL-1", "not_found", null],
    ["ida@first.example", "IDA-1", "mismatch", "one_leads_nowhere"],
    // More fields than the header: the values may stand in the wrong columns.
    ["kim@first.example", "kim-1,x", "invalid", "too_many_fields"],
    // Both lead to her, and still that row has not claimed her.
    ["", "kim-1", "deleted", null],
  ];
  const batchId = await order(
    cron,
    organization,
    ["primary_email_address,unique_user_id", ...rows.map(([email, userId]) => `${email},${userId}`)].join("\n"),
  );
  const pinned = rows.filter(([, , outcome]) => outcome === "deleted").length;
  const preview = (await batches.readBatch(proofOf(organization), batchId))?.preview;
  expect(preview?.counts.deleted).toBe(pinned);
  await runUntil(cron, organization, batchId, "completed_with_errors");
  const outcomes = await sql<
    { row: number; outcome: string; reason: string | null; same: number | null; batch: string | null }[]
  >`
    select row_number as row, outcome, reason, same_as_row as same, earlier_batch_id as batch
    from outcomes where organization_id = ${organization.id} and batch_id = ${batchId} order by row_number`;
  expect(outcomes.map(({ row, outcome, reason, same }) => [row, outcome, reason, same])).toEqual(
    rows.map(([, , outcome, reason, same], index) => [index + 2, outcome, reason, same ?? null]),
  );
  for (const { outcome, batch } of outcomes) expect(batch).toBe(outcome === "already_deleted" ? earlier?.id : null);
  const counts: Record<string, number> = {};
  for (const [, , outcome] of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
  expect(await countsOf(organization, batchId)).toEqual(counts);
  const left = await sql<{ name: string }[]>`
    select name from learners where organization_id = ${organization.id} and name = lower(name) order by name`;
  expect(left.map(({ name }) => name)).toEqual(["cyd", "gus", "hal", "ida"]);
});

test("somebody whom another batch deleted meanwhile is already_deleted, with that batch; the second ends completed", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(8), learningData: false });
  const [ann, bob] = organization.learners;
  const second = await orderForLater(cron, organization, csvOf([ann ?? {}, { userId: bob?.userId }]));
  await sql`update safeguards set start_delay_hours = 0 where organization_id = ${organization.id}`;
  const first = await order(cron, organization, csvOf([{ email: ann?.email }]));
  await runUntil(cron, organization, first, "completed");
  await second.due();
  await runUntil(cron, organization, second.batchId, ...ENDED);
  const outcomes = await sql`
    select outcome, earlier_batch_id as batch from outcomes
    where organization_id = ${organization.id} and batch_id = ${second.batchId} order by row_number`;
  expect([...outcomes]).toEqual([
    { outcome: "already_deleted", batch: first },
    { outcome: "deleted", batch: null },
  ]);
  expect(await stateOf(organization, second.batchId)).toBe("completed");
});

test("each state takes the deeds that lead on from it, and no other", async ({ organizationWith, sql }) => {
  const organization = await organizationWith({ learners: named(8), learningData: false });
  const { id: admin } = organization.admin;
  await sql`update safeguards set brake_percent = 100, start_delay_hours = 1 where organization_id = ${organization.id}`;
  const preview = {
    counts: { deleted: 1 },
    learningData: { courses: 0, completions: 0, secondsViewed: 0, assignments: 0, memberships: 0 },
    activeLately: 0,
  };
  const batchIn = async (state: BatchState) => {
    const ordered = !["uploading", "checking", "ready", "terminated"].includes(state);
    const [batch] = await sql<{ id: string }[]>`
      insert into deletion_batches (organization_id, state, file_name, file_bytes, file_sha256, slices, uploaded_by, rows, preview, preview_number,
        previewed_at, confirmed_by, confirmed_at, starts_at, started_at, ended_at, counts, refusals, approval_asked_at, declined_by)
      values (${organization.id}, ${state}, 'a.csv', 9, ${"a".repeat(64)}, 1, ${admin}, 0, ${sql.json(preview)}, 1,
        app_now(), ${ordered ? admin : null}, case when ${ordered} then app_now() end, app_now(), app_now(),
        case when ${ENDED.includes(state)} then app_now() end, '{}', ${state === "terminated" ? sql.json([{ code: "no_rows" }]) : null},
        case when ${["awaiting_approval", "declined"].includes(state)} then app_now() end,
        ${state === "declined" ? organization.admin2.id : null})
      returning id`;
    return batch?.id ?? "";
  };
  const deeds: Record<string, (id: string) => Promise<boolean>> = {
    confirm: async (id) => (await confirm(organization, id)).ok,
    cancel: async (id) => (await batches.cancelBatch(proofOf(organization), id)).ok,
    "another cancels": async (id) => (await batches.cancelBatch(proofOf(organization, organization.admin2), id)).ok,
    "another stops": async (id) => (await batches.stopBatch(proofOf(organization, organization.admin2), id)).ok,
    start: (id) => startBatch(organization.id, id),
  };
  const taken: Partial<Record<BatchState, string[]>> = {};
  for (const state of BATCH_STATES)
    for (const [name, deed] of Object.entries(deeds))
      if (await deed(await batchIn(state))) taken[state] = [...(taken[state] ?? []), name];
  expect(taken).toEqual({
    uploading: ["cancel"],
    checking: ["cancel"],
    ready: ["confirm", "cancel"],
    awaiting_approval: ["cancel", "another cancels"],
    scheduled: ["cancel", "another cancels", "start"],
    processing: ["another stops"],
  });
});

test("a preview a day old orders nothing, though no run has taken it away yet; an order starts when its time has come", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(8), learningData: false });
  const of = (batchId: string) => sql`organization_id = ${organization.id} and id = ${batchId}`;
  const lapsed = await upload(organization, csvOf(organization.learners.slice(0, 2)));
  await runUntil(cron, organization, lapsed, "ready");
  await sql`update deletion_batches set previewed_at = previewed_at - interval '25 hours' where ${of(lapsed)}`;
  expect(await confirm(organization, lapsed)).toEqual({ ok: false, code: "not_ready" });
  expect(await stateOf(organization, lapsed)).toBe("ready");

  const { batchId } = await orderForLater(cron, organization, csvOf(organization.learners.slice(0, 2)));
  await sql`update deletion_batches set starts_at = app_now() + interval '1 hour' where ${of(batchId)}`;
  // Looked at early, for whatever reason: its time has not come.
  expect(await startBatch(organization.id, batchId)).toBe(false);
  expect(await stateOf(organization, batchId)).toBe("scheduled");
  await sql`update deletion_batches set starts_at = app_now() where ${of(batchId)}`;
  expect(await startBatch(organization.id, batchId)).toBe(true);
  expect(await startBatch(organization.id, batchId)).toBe(false);
});

test("a small batch does not wait for a large one: of another organization, or of the same", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const large = await organizationWith({ learners: named(130), learningData: false });
  const small = await organizationWith({ learners: named(12), learningData: false });
  const many = await orderForLater(cron, large, csvOf(large.learners.slice(0, 100)));
  const few = await orderForLater(cron, large, csvOf(large.learners.slice(100, 103)));
  const others = await orderForLater(cron, small, csvOf(small.learners.slice(0, 3)));
  // In fifty chunks, as on a slow machine or of half a million.
  expect(await startBatch(large.id, many.batchId)).toBe(true);
  await sql`delete from deletion_chunks where organization_id = ${large.id} and batch_id = ${many.batchId}`;
  await sql`
    insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners)
    select organization_id, batch_id, min(learner_id), max(learner_id), count(*)
    from (select *, (row_number() over (order by learner_id) - 1) / 2 as chunk from pinned_learners
      where organization_id = ${large.id} and batch_id = ${many.batchId}) as placed
    group by organization_id, batch_id, chunk`;
  // All at once: a run may go on beside this test. The large one has waited longest.
  await sql`
    update due_work set due_at = app_now() - case work_id when ${many.batchId} then interval '1 hour' else interval '0' end
    where work_id = any(${[many.batchId, few.batchId, others.batchId]}::uuid[])`;
  for (const [of, { batchId }] of [
    [large, few],
    [small, others],
    [large, many],
  ] as const)
    await runUntil(cron, of, batchId, "completed");
  const ended = await sql<{ id: string }[]>`
    select id from deletion_batches where id = any(${[many.batchId, few.batchId, others.batchId]}::uuid[]) order by ended_at`;
  expect(ended.at(-1)?.id).toBe(many.batchId);
});

test("a batch's files open in a spreadsheet and come back as they were: mark, delimiter, values as typed, none of who was deleted", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(8), learningData: false });
  const [ann, bob] = organization.learners;
  const of = proofOf(organization);
  const file = async (id: string, which: BatchFile, language: "en" | "id" = "en") => {
    const opened = await openBatchFile(of, id, which, language);
    return typeof opened === "string" ? opened : (await new Response(opened.body).text()).split("\r\n");
  };
  const lines = [
    "primary_email_address;unique_user_id",
    `${ann?.email};`,
    " =Nobody@X.example ;'-5",
    `${ann?.email?.toUpperCase()};${ann?.userId}`,
    "somebody@x.example;0,5",
    `${bob?.email};${ann?.userId}`,
  ];
  const { batchId, due } = await orderForLater(cron, organization, lines.join("\n"));
  // The copy to keep is ours, in the reader's language; whom it names is still there.
  for (const [language, delimiter] of [
    ["en", ","],
    ["id", ";"],
  ] as const) {
    const copy = await file(batchId, "copy", language);
    const header = "row_number,primary_email_address,unique_user_id,outcome,name,groups,last_activity,completions";
    expect(copy[0]).toBe(header.replaceAll(",", delimiter));
    expect(copy[1]).toMatch(
      new RegExp(`^2${delimiter}${ann?.email}${delimiter}${delimiter}deleted${delimiter}${ann?.name}`),
    );
    expect(copy).toHaveLength(lines.length + 1);
  }
  expect(await file(batchId, "outcomes")).toBe("not_found");
  await due();
  await runUntil(cron, organization, batchId, "completed_with_errors");
  expect(await file(batchId, "copy")).toBe("not_found");
  const rows = [
    `3; =Nobody@X.example ;''-5;not_found;Nobody in ${organization.name} has this e-mail address or ID.`,
    "4;;;duplicate;Same learner as row 2.",
    `5;somebody@x.example;0,5;not_found;Nobody in ${organization.name} has this e-mail address or ID.`,
    "6;;;mismatch;The e-mail address and the ID belong to two different learners. Neither was deleted. The values of this row belonged to a deleted learner and are not kept.",
  ];
  const header = "row_number;primary_email_address;unique_user_id;outcome;message";
  expect(await file(batchId, "results")).toEqual([header, ...rows, ""]);
  expect(await file(batchId, "outcomes")).toEqual([header, "2;;;deleted;", ...rows, ""]);
  // Uploaded again as it is: rows without values are skipped, the others are what they were.
  const bytes = await openBatchFile(of, batchId, "results", "en");
  if (typeof bytes === "string") throw new Error(bytes);
  const content = new Uint8Array(await new Response(bytes.body).arrayBuffer());
  expect([...content.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const again = await upload(organization, content);
  await runUntil(cron, organization, again, "ready");
  expect((await batches.readBatch(of, again))?.preview?.counts).toEqual({ not_found: 2 });
  const staged = await sql`
    select email, user_id from staged_rows where organization_id = ${organization.id} and batch_id = ${again} order by row_number`;
  expect([...staged]).toEqual([
    { email: " =Nobody@X.example ", user_id: "'-5" },
    { email: "somebody@x.example", user_id: "0,5" },
  ]);
});
