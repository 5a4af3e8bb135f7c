// The lines on Upload of the list of faults to survive, each at every door through which a CSV comes in: the four dialogs' server
// actions, called over HTTP with an admin's cookies, and the API.
import { request as httpRequest } from "node:http";
import { deflateRawSync } from "node:zlib";
import type { Sql } from "@/db/client";
import { expect, type TestOrganization } from "./fixtures";
import {
  type Announced,
  announce,
  apiDoor,
  checked,
  LIMIT,
  NAMES,
  SLICE,
  send,
  sha256,
  sliceOf,
  test,
} from "./front-doors";
import { tokenOf } from "./tokens";

const HEADER = "primary_email_address,unique_user_id,name,groups,reason,ends_on";
const ROW = "nobody@people.example,,Nobody,,A reason,";
const small = Buffer.from(`${HEADER}\n${ROW}\n`);
/** A slice and a bit: blank lines are skipped, wherever they stand. */
const twoSlices = Buffer.from(`${HEADER}\n${"\n".repeat(SLICE)}${ROW}\n`);

/** What of any upload's content is left in the database. */
async function leftOf(sql: Sql, { id }: TestOrganization) {
  const [row] = await sql<{ slices: number; rows: number; learners: number }[]>`
    select (select count(*)::int from upload_slices where organization_id = ${id}) as slices,
      (select count(*)::int from staged_rows where organization_id = ${id})
        + (select count(*)::int from list_rows where organization_id = ${id}) as rows,
      (select count(*)::int from learners where organization_id = ${id}) as learners`;
  return row;
}

const NOTHING = { slices: 0, rows: 0, learners: 3 };

for (const name of NAMES) {
  test.describe(`Upload, ${name}`, () => {
    test("15 MB − 1 byte / 15 MB / more; false or absent length; more slices than announced", async ({
      atDoor,
      sql,
      cron,
    }) => {
      const { door, organization } = await atDoor(name);
      const begin = (fileBytes: number, sha = "0".repeat(64)) =>
        door.begin({ fileName: "x.csv", fileBytes, sha256: sha });
      for (const bytes of [LIMIT, LIMIT + 1, 2 ** 31, Number.MAX_SAFE_INTEGER])
        expect(await begin(bytes)).toMatchObject({ ok: false, code: "too_large" });
      for (const bytes of [-1, 1.5, Number.NaN, "10", null, undefined] as number[])
        expect(await begin(bytes)).toMatchObject({ ok: false, code: "malformed" });
      expect(await begin(10, "not a digest")).toMatchObject({ ok: false, code: "malformed" });

      const whole = Buffer.alloc(LIMIT - 1, "\n");
      whole.write(small.toString());
      const taken = await send(door, whole);
      expect(await checked(sql, cron, organization, taken)).toMatchObject({ state: "ready", rows: 1 });

      // Announced smaller or larger than it is, and with slices that nobody announced.
      const begun = await begin(small.length - 1, sha256(small));
      const id = begun.id ?? "";
      expect(await door.put(id, 0, small)).toMatchObject({ ok: false, code: "slice_out_of_place" });
      expect(await door.put(id, 1, small)).toMatchObject({ ok: false, code: "slice_out_of_place" });
      expect((await door.put(id, 0, Buffer.alloc(SLICE + 1))).ok).toBe(false);
      for (const index of [-1, 99, 1e9]) expect((await door.put(id, index, small)).ok).toBe(false);
      expect(await door.complete(id)).toMatchObject({ ok: false, code: "slices_missing", missing: [0] });
      expect(await door.put(id, 0, small.subarray(0, -1))).toMatchObject({ ok: true });
      expect(await door.complete(id)).toMatchObject({ ok: true });
      expect(await checked(sql, cron, organization, id)).toMatchObject({
        state: "terminated",
        codes: ["upload_damaged"],
      });
    });

    test("a slice lost, repeated, out of order, cut half-way; the tab closed", async ({ atDoor, sql, cron }) => {
      const { door, organization } = await atDoor(name);
      const begun = await door.begin(announce(twoSlices));
      const id = begun.id ?? "";
      const put = (index: number, content = sliceOf(twoSlices, index)) => door.put(id, index, content);
      expect(await put(1)).toMatchObject({ ok: true });
      expect(await put(1)).toMatchObject({ ok: true });
      expect(await put(0, sliceOf(twoSlices, 0).subarray(1))).toMatchObject({ ok: false, code: "slice_out_of_place" });
      expect(await door.complete(id)).toMatchObject({ ok: false, code: "slices_missing", missing: [0] });
      expect(await put(0)).toMatchObject({ ok: true });
      const answers = await Promise.all([door.complete(id), door.complete(id)]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
      expect(await checked(sql, cron, organization, id)).toMatchObject({ state: "ready", rows: 1 });
      // Too late for another slice: what is checked is what was sent.
      expect(await put(0)).toMatchObject({ ok: false, code: "not_found" });
      expect(await leftOf(sql, organization)).toEqual({ ...NOTHING, rows: 1 });

      // The right length, other bytes: one letter of one address.
      const other = Buffer.from(small.toString().replace("nobody", "nobodi"));
      const swapped = (await door.begin(announce(small))).id ?? "";
      expect(await door.put(swapped, 0, other)).toMatchObject({ ok: true });
      expect(await door.complete(swapped)).toMatchObject({ ok: true });
      expect(await checked(sql, cron, organization, swapped)).toMatchObject({ codes: ["upload_damaged"] });

      // The tab is closed: nothing staged, and after a day nothing left.
      const closed = (await door.begin(announce(twoSlices))).id ?? "";
      await door.put(closed, 0, sliceOf(twoSlices, 0));
      expect(await leftOf(sql, organization)).toEqual({ ...NOTHING, slices: 1, rows: 1 });
      for (const table of ["deletion_batches", "lists"])
        await sql`update ${sql(table)} set created_at = created_at - interval '25 hours' where organization_id = ${organization.id} and id = ${closed}`;
      await sql`update due_work set due_at = app_now() where organization_id = ${organization.id} and work_id = ${closed}`;
      await expect(async () => {
        await cron();
        expect(await leftOf(sql, organization)).toEqual({ ...NOTHING, rows: 1 });
      }).toPass({ timeout: 60_000 });
    });

    test("zip, xlsx, png, pdf, html named .csv; text/csv claimed for anything", async ({ atDoor, sql, cron }) => {
      const { door, organization } = await atDoor(name);
      const kinds = [
        Buffer.concat([Buffer.from("PK\x03\x04\x14\0\0\0\x08\0", "latin1"), deflateRawSync(small)]),
        Buffer.from("PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml<Types/>xl/workbook.xml", "latin1"),
        Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
        Buffer.from(`%PDF-1.7\n${small}`),
        Buffer.from(`<!doctype html><html><body>${small}</body></html>`),
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.concat([small, Buffer.from([0])]),
      ];
      const ids: string[] = [];
      for (const kind of kinds) ids.push(await send(door, kind));
      for (const id of ids)
        expect(await checked(sql, cron, organization, id)).toMatchObject({ state: "terminated", codes: ["not_csv"] });
      for (const fileName of ["people.xlsx", "people.csv.zip", "people", "people.csv "])
        expect(await door.begin(announce(small, fileName))).toMatchObject({ ok: false, code: "not_csv_name" });
      expect(await leftOf(sql, organization)).toEqual(NOTHING);
    });

    test("50 uploads at once by one admin", async ({ atDoor, sql }) => {
      const { door, organization } = await atDoor(name);
      const other = await atDoor(name, organization, organization.admin2);
      const answers = await Promise.all(Array.from({ length: 50 }, () => door.begin(announce(small))));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
      expect(new Set(answers.filter(({ ok }) => !ok).map(({ code }) => code))).toEqual(new Set(["too_many_uploads"]));
      // Others are not affected, and the ten can be brought to their end.
      expect(await other.door.begin(announce(small))).toMatchObject({ ok: true });
      const id = answers.find(({ ok }) => ok)?.id ?? "";
      expect(await door.put(id, 0, small)).toMatchObject({ ok: true });
      expect(await other.door.put(id, 0, small)).toMatchObject({ ok: false });
      expect(await door.complete(id)).toMatchObject({ ok: true });
      expect(await leftOf(sql, organization)).toMatchObject({ learners: 3 });
    });

    test("file names with ../, line breaks, right-to-left marks, 4 kB", async ({ atDoor, sql, cron }) => {
      const { door, request, organization } = await atDoor(name);
      const ids = new Map<string, string>();
      for (const [fileName] of NAUGHTY) ids.set(fileName, await send(door, small, fileName));
      for (const refused of [`${"x".repeat(4093)}.csv`, "", "nul\0.csv"])
        expect((await door.begin(announce(small, refused) as Announced)).code).toMatch(/^(malformed|not_csv_name)$/);
      for (const [fileName, id] of ids) {
        expect(await checked(sql, cron, organization, id)).toMatchObject({ state: "ready" });
        const [kept] = await sql`
          select file_name from deletion_batches where organization_id = ${organization.id} and id = ${id}
          union all select file_name from lists where organization_id = ${organization.id} and id = ${id}`;
        expect(kept?.file_name).toBe(fileName);
        if (name === "the API" || name === "Put users on hold" || name === "Add users") continue;
        const folder = name === "Delete users" ? "batches" : "find-deleted-users";
        const file = await request.get(`/authenticate/automate-user-management/${folder}/${id}/results.csv`);
        expect([file.status(), file.headers()["set-cookie"]]).toEqual([200, undefined]);
        expect(file.headers()["content-disposition"]).toMatch(/^attachment; filename="[a-z-]+[0-9a-f]{8}\.csv"$/);
      }
    });
  });
}

/** As sent, and as shown: what nobody could see, or what would turn the words around it, is spelt out. */
const NAUGHTY: [name: string, shown: string][] = [
  ["../../../../etc/passwd.csv", "../../../../etc/passwd.csv"],
  ["..\\..\\windows\\system.csv", "..\\..\\windows\\system.csv"],
  ['two\r\nSet-Cookie: a=b\r\n\r\n".csv', 'two\\u{d}\\u{a}Set-Cookie: a=b\\u{d}\\u{a}\\u{d}\\u{a}".csv'],
  ["left\u202evsc.exe.csv", "left\\u{202e}vsc.exe.csv"],
  ["\u2067\u202e\u0627.csv", "\\u{2067}\\u{202e}\u0627.csv"],
  [`<img src=x onerror="document.title='owned'">.csv`, `<img src=x onerror="document.title='owned'">.csv`],
  ["{file} <b>%00</b> '; drop table learners; --.csv", "{file} <b>%00</b> '; drop table learners; --.csv"],
  [`${"x".repeat(4092)}.csv`, `${"x".repeat(4092)}.csv`],
];

test("Upload, Delete users: file names are shown escaped", async ({ page, atDoor, sql, cron, signIn }) => {
  const { door, organization } = await atDoor("Delete users");
  const ids: string[] = [];
  for (const [fileName] of NAUGHTY) ids.push(await send(door, small, fileName));
  for (const id of ids) await checked(sql, cron, organization, id);
  await signIn(page, organization.admin.email);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.message()));
  const BATCHES = "/authenticate/automate-user-management/batches";
  await page.goto(BATCHES);
  for (const [, shown] of NAUGHTY) await expect(page.getByText(shown, { exact: true }).first()).toBeAttached();
  for (const [index, id] of ids.entries()) {
    await page.goto(`${BATCHES}/${id}`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(NAUGHTY[index]?.[1]);
    expect(await page.title()).toContain(NAUGHTY[index]?.[1]);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  expect(dialogs).toEqual([]);
});

test("Upload, the API: a length that is false, or none at all, decides nothing", async ({ app, atDoor, sql }) => {
  const { organization } = await atDoor("the API");
  const { token } = await tokenOf(sql, organization, "order");
  const door = apiDoor(app, token);
  const id = (await door.begin(announce(small))).id ?? "";
  const { hostname, port } = new URL(app);
  const put = (headers: Record<string, string>, body: Buffer, cut = false) =>
    new Promise<number | "cut">((resolve) => {
      const request = httpRequest({
        hostname,
        port,
        method: "PUT",
        path: `/api/v1/batches/${id}/slices/0`,
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
      request.on("response", (answer) => resolve(answer.resume().statusCode ?? 0));
      request.on("error", () => resolve("cut"));
      request.write(body);
      if (cut) setTimeout(() => request.destroy(), 100);
      else request.end();
    });
  // Cut half-way: the length says there is more to come.
  expect(await put({ "content-length": String(small.length) }, small.subarray(0, 20), true)).toBe("cut");
  expect(await leftOf(sql, organization)).toEqual(NOTHING);
  // More than a slice, said and unsaid.
  const large = Buffer.alloc(SLICE + 1);
  expect(await put({ "content-length": String(large.length) }, large)).toBe(413);
  expect([413, "cut"]).toContain(await put({ "transfer-encoding": "chunked" }, large));
  expect(await leftOf(sql, organization)).toEqual(NOTHING);
  expect(await put({ "transfer-encoding": "chunked" }, small)).toBe(204);
  expect(await leftOf(sql, organization)).toEqual({ ...NOTHING, slices: 1 });
});
