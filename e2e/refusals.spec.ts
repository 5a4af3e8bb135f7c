// Files that do not pass (spec 3): Terminated, each with its own message and place, nothing deleted, nothing kept. Beside it uploads.spec
// has every door, csv-content.spec what becomes of people.
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import * as batches from "@/lib/batches";
import { explainRefusal } from "@/lib/explanations";
import { expect, test } from "./fixtures";
import { csvOf, proofOf, runUntil, stateOf, upload } from "./orders";

const announced = (bytes: Buffer) => ({
  fileName: "x.csv",
  fileBytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});
const HEADER = "primary_email_address,unique_user_id";
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

const REFUSED: [string, string | Uint8Array, RegExp, string?][] = [
  ["an empty file", "", /^The file is empty/],
  ["a header without rows", `${HEADER}\n\n`, /header, but no rows/],
  ["a missing header", "primary_email_address,name\na@b.example,x\n", /header unique_user_id is missing/],
  [
    "a doubled header",
    `${HEADER},Primary_Email_Address\na@b.example,,\n`,
    /header primary_email_address is there twice/,
  ],
  ["unique_id beside unique_user_id", `${HEADER},unique_id\na@b.example,,\n`, /header unique_user_id is there twice/],
  ["a zip", Buffer.concat([Buffer.from("PK\x03\x04"), deflateRawSync("x")]), /^Only CSV is supported/],
  ["a pdf", "%PDF-1.7\n1 0 obj", /^Only CSV is supported/],
  ["a png", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), /^Only CSV is supported/],
  ["html", "<!doctype html><html><body>x</body></html>", /^Only CSV is supported/],
  ["NUL bytes", `${HEADER}\na@b.example,\0\n`, /^Only CSV is supported/],
  [
    "bytes in no supported encoding",
    Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0x81, 0x8d, 0x2c, 0x0a])]),
    /no supported encoding/,
  ],
  ["an unclosed quote", `${HEADER}\n"a@b.example,\nc@d.example,\n`, /never closed \(line 2 /],
  ["a stray quote", `${HEADER}\na@b.example,\nc"c@d.example,x\n`, /quote stands where none can \(line 3 /],
  ["a line over 64 KiB", `${HEADER}\n${"x".repeat(70_000)}@b.example,\n`, /longer than 64 kB \(line 2 /],
  ["over 256 columns", `${HEADER}${",".repeat(300)}\na@b.example,\n`, /more than 256 columns/],
];

for (const [name, file, message] of REFUSED) {
  test(`CSV content: ${name} ends as Terminated with its message`, async ({ organizationWith, cron, sql }) => {
    const organization = await organizationWith({ learners: 3, learningData: false });
    const batchId = await upload(organization, file);
    await runUntil(cron, organization, batchId, "terminated");
    const batch = await batches.readBatch(proofOf(organization), batchId);
    const messages = (batch?.refusals ?? []).map((refusal) => explainRefusal("en", refusal));
    expect(messages.join("\n")).toMatch(message);
    for (const refusal of batch?.refusals ?? [])
      expect(explainRefusal("id", refusal)).not.toBe(explainRefusal("en", refusal));
    const [left] = await sql`
      select (select count(*)::int from learners where organization_id = ${organization.id}) as learners,
        (select count(*)::int from staged_rows where organization_id = ${organization.id}) as staged,
        (select count(*)::int from upload_slices where organization_id = ${organization.id}) as slices`;
    expect(left).toEqual({ learners: 3, staged: 0, slices: 0 });
  });
}

test("CSV content: every reason is told, not the first alone", async ({ organizationWith, cron }) => {
  const organization = await organizationWith({ learners: 1, learningData: false });
  const batchId = await upload(organization, "name,group\nx,y\n");
  await runUntil(cron, organization, batchId, "terminated");
  const batch = await batches.readBatch(proofOf(organization), batchId);
  expect(batch?.refusals?.map((refusal) => refusal.column)).toEqual(["primary_email_address", "unique_user_id"]);
});

test("Upload: slices lost, repeated and out of order are the same bytes in the end; Continue twice stages once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const admin = proofOf(organization);
  const lines = Array.from({ length: 60_000 }, (_, index) => ({
    email: `somebody-with-a-long-address-${index}-${"x".repeat(60)}@example.com`,
  }));
  const bytes = Buffer.from(csvOf(lines));
  const begun = await batches.beginUpload(admin, announced(bytes));
  if (!begun.ok) throw new Error(begun.code);
  const slice = (index: number) => bytes.subarray(index * begun.sliceBytes, (index + 1) * begun.sliceBytes);
  for (const index of [1, 0, 1])
    expect(await batches.putSlice(admin, begun.batchId, index, slice(index))).toEqual({ ok: true });
  expect(await batches.completeUpload(admin, begun.batchId)).toEqual({
    ok: false,
    code: "slices_missing",
    missing: [2],
  });
  expect(await batches.putSlice(admin, begun.batchId, 2, slice(2))).toEqual({ ok: true });
  await Promise.all([batches.completeUpload(admin, begun.batchId), batches.completeUpload(admin, begun.batchId)]);
  await Promise.all([cron(), cron()]);
  await runUntil(cron, organization, begun.batchId, "ready");
  const [staged] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(staged?.count).toBe(60_000);
  expect(await stateOf(organization, begun.batchId)).toBe("ready");
  const told = await sql`
    select count(*)::int as count from audit_entries where organization_id = ${organization.id} and action = 'batch.uploaded'`;
  expect(told[0]?.count).toBe(1);
});

test("Upload: a slice of another length is not kept; bytes that are not those announced name nobody", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 4, learningData: false });
  const admin = proofOf(organization);
  const [one, other] = organization.learners;
  const bytes = Buffer.from(csvOf([{ userId: one?.userId }]));
  const begun = await batches.beginUpload(admin, announced(bytes));
  if (!begun.ok) throw new Error(begun.code);
  const refused = { ok: false, code: "slice_out_of_place" };
  for (const wrong of [bytes.subarray(1), Buffer.concat([bytes, bytes]), Buffer.alloc(0)])
    expect(await batches.putSlice(admin, begun.batchId, 0, wrong)).toEqual(refused);
  expect(await batches.putSlice(admin, begun.batchId, 1, bytes)).toEqual(refused);
  // As long as announced, and somebody else's.
  const theirs = Buffer.from(csvOf([{ userId: other?.userId }]));
  expect(theirs).toHaveLength(bytes.length);
  expect(await batches.putSlice(admin, begun.batchId, 0, theirs)).toEqual({ ok: true });
  expect(await batches.completeUpload(admin, begun.batchId)).toEqual({ ok: true });
  await runUntil(cron, organization, begun.batchId, "terminated");
  const batch = await batches.readBatch(admin, begun.batchId);
  expect(batch?.refusals).toEqual([{ code: "upload_damaged" }]);
  const [staged] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(staged?.count).toBe(0);
});

test("CSV content: UTF-16, semicolons and a sep line are read, with the right row numbers", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const [ann] = organization.learners;
  const batchId = await upload(
    organization,
    utf16(
      `sep=;\r\nunique_user_id;name;PRIMARY_EMAIL_ADDRESS\r\n\r\n;"Ann; the\nfirst";${ann?.email?.toUpperCase()}\r\nx;;\r\n`,
    ),
  );
  await runUntil(cron, organization, batchId, "ready");
  const batch = await batches.readBatch(proofOf(organization), batchId);
  expect(batch).toMatchObject({ encoding: "utf-16le", delimiter: ";", ignoredColumns: ["name"], rows: 2 });
  const [pinned] =
    await sql`select row_number from pinned_learners where organization_id = ${organization.id} and batch_id = ${batchId}`;
  expect(pinned?.row_number).toBe(3);
});
