// Confirm: exactly the preview, once, by the uploader, within the safeguards (spec 2 step 11, spec 8).
import * as batches from "@/lib/batches";
import { expect, test } from "./fixtures";
import { confirm, csvOf, named, proofOf, runUntil, some, stateOf, upload } from "./orders";

test("Confirm orders exactly the preview: what changed meanwhile makes a new one, and nothing is ordered", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(10) });
  const [ann, bob, cyd] = organization.learners;
  const batchId = await upload(organization, csvOf([ann ?? {}, bob ?? {}, cyd ?? {}]));
  await runUntil(cron, organization, batchId, "ready");
  await sql`insert into admins (organization_id, name, email, normalized_email, role) values (${organization.id}, 'New', ${bob?.email ?? ""}, ${(bob?.email ?? "").toLowerCase()}, 'sub_admin')`;
  expect(await confirm(organization, batchId)).toEqual({ ok: false, code: "preview_changed" });
  const again = await batches.readBatch(proofOf(organization), batchId);
  expect(again?.state).toBe("ready");
  expect(again?.previewNumber).toBe(2);
  expect(again?.preview?.counts).toEqual({ deleted: 2, protected: 1 });
  expect(again?.preview?.changed).toEqual({ protected: 1 });
  const stale = await batches.confirmBatch(proofOf(organization), { batchId, previewNumber: 1, typedCount: "3" });
  expect(stale).toEqual({ ok: false, code: "preview_changed" });
  expect((await confirm(organization, batchId)).ok).toBe(true);
});

test("only the uploader confirms, once, with the right number, and only in the own organization", async ({
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const stranger = await organizationWith({ learners: 3 });
  const batchId = await upload(organization, csvOf(some(organization.learners, 5)));
  const what = { batchId, previewNumber: 1, typedCount: "5" };
  expect(await batches.confirmBatch(proofOf(organization), what)).toEqual({ ok: false, code: "not_ready" });
  await runUntil(cron, organization, batchId, "ready");
  expect(await batches.confirmBatch(proofOf(organization, organization.admin2), what)).toEqual({
    ok: false,
    code: "not_uploader",
  });
  expect(await batches.confirmBatch(proofOf(stranger), what)).toEqual({ ok: false, code: "not_found" });
  expect(await batches.confirmBatch(proofOf(organization), { ...what, typedCount: "4" })).toEqual({
    ok: false,
    code: "count_differs",
  });
  expect(await batches.confirmBatch(proofOf(organization), { ...what, previewNumber: 2 })).toEqual({
    ok: false,
    code: "preview_changed",
  });
  const answers = await Promise.all([1, 2, 3].map(() => batches.confirmBatch(proofOf(organization), what)));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
});

test("what would bring the orders of a day over half of the learners waits 24 hours and can be cancelled", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 10 });
  const batchId = await upload(organization, csvOf(some(organization.learners, 6)));
  await runUntil(cron, organization, batchId, "ready");
  const answer = await confirm(organization, batchId);
  expect(answer).toMatchObject({ ok: true, startsNow: false });
  await cron();
  expect(await stateOf(organization, batchId)).toBe("scheduled");
  expect(await batches.cancelBatch(proofOf(organization, organization.admin2), batchId)).toEqual({ ok: true });
  await cron();
  expect(await stateOf(organization, batchId)).toBe("cancelled");
  const [staged] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(staged?.count).toBe(0);
  const [learners] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(learners?.count).toBe(10);
});

test("two orders at once do not pass the brake together", async ({ organizationWith, cron }) => {
  const organization = await organizationWith({ learners: 20, learningData: false });
  const ids = await Promise.all(
    [0, 9].map((from) => upload(organization, csvOf(organization.learners.slice(from, from + 9)))),
  );
  for (const batchId of ids) await runUntil(cron, organization, batchId, "ready");
  const answers = await Promise.all(ids.map((batchId) => confirm(organization, batchId)));
  expect(answers.map((answer) => answer.ok && answer.startsNow).sort()).toEqual([false, true]);
});
