// Deletion certificates (spec 6): what they say, that they stay the same, who may have them, and /verify, open to anybody.
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify,
} from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Certificate } from "@/lib/certificate";
import { canonicalText } from "@/lib/certificate/canonical";
import { expectAccessible } from "./dialog";
import { expect, type Page, test } from "./fixtures";
import { confirm, csvOf, named, order, runUntil, upload } from "./orders";

const BATCHES = "/authenticate/automate-user-management/batches";

const speak = (page: Page, value: "en" | "id", url: string) =>
  page.context().addCookies([{ name: "language", value, url }]);

test("a finished batch has a certificate that says what was deleted, on whose order, what stays, and proves it", async ({
  page,
  app,
  signIn,
  organizationWith,
  mailsOf,
  cron,
  sql,
}) => {
  const organization = await organizationWith({
    learners: named(14),
    products: ["talent_solutions", "sales_solutions"],
  });
  const { id, admin } = organization;
  const going = organization.learners.slice(0, 9);
  const ids = going.map((learner) => learner.id);
  await sql`delete from product_seats where organization_id = ${id}`;
  for (const [product, holders] of [
    ["talent_solutions", ids],
    ["sales_solutions", ids.slice(0, 4)],
  ] as const)
    await sql`
      insert into product_seats (organization_id, learner_id, product, account_number)
      select ${id}, learner, ${product}::product, 'A-' || learner from unnest(${holders}::bigint[]) as t(learner)`;
  const [before] = await sql`
    select (select count(*) from course_progress where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as "courseProgress",
      (select count(completed_at) from course_progress where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as completions,
      (select count(*) from viewing_activity where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as "viewingActivity",
      (select sum(seconds)::bigint from viewing_activity where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as "secondsViewed",
      (select count(*) from assignments where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as assignments,
      (select count(*) from group_memberships where organization_id = ${id} and learner_id = any(${ids}::bigint[])) as "groupMemberships"`;
  await sql`update safeguards set brake_percent = 100, tombstone_days = 400 where organization_id = ${id}`;
  const csv = csvOf([...going, { email: "nobody@elsewhere.example" }, { email: "not an address" }]);
  const batchId = await upload(organization, csv);
  await runUntil(cron, organization, batchId, "ready");
  await sql`update deletion_batches set reference = 'HR-2026-118' where organization_id = ${id} and id = ${batchId}`;
  expect((await confirm(organization, batchId)).ok).toBe(true);
  await sql`update deletion_batches set reference = 'HR-2026-118' where organization_id = ${id} and id = ${batchId}`;
  await runUntil(cron, organization, batchId, "completed_with_errors");

  await signIn(page, admin.email);
  await page.goto(`${BATCHES}/${batchId}`);
  await page.getByRole("link", { name: "Deletion certificate" }).click();
  const paper = page.getByRole("article", { name: "Deletion certificate" });
  await expect(paper).toContainText(`On the order of a full admin of ${organization.name}, 9 learners`);
  await expect(paper).toContainText(/UTC\+07:00/);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download JSON" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`certificate-${batchId.slice(0, 8)}.json`);
  const text = await readFile(await file.path(), "utf8");
  const { certificate, signature } = JSON.parse(text) as Certificate;

  expect(certificate.batch).toEqual({ id: batchId, state: "completed_with_errors", reference: "HR-2026-118" });
  expect(certificate.organization).toEqual({ id, name: organization.name });
  expect(certificate.deleted).toEqual({ learners: 9, records: before });
  expect(Object.values(before ?? {}).every((count) => Number(count) > 0)).toBe(true);
  expect(certificate.outcomes).toMatchObject({ deleted: 9, not_found: 1, invalid: 1, protected: 0 });
  for (const deed of [certificate.order.uploaded, certificate.order.confirmed])
    expect(deed.by).toEqual({ adminId: admin.id, name: admin.name });
  expect(certificate.order.approved).toBeNull();
  for (const at of [certificate.issuedAt, certificate.deletion.startedAt, certificate.deletion.endedAt])
    expect(at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00$/);
  const days = (at: string | null) => (Date.parse(at ?? "") - Date.parse(certificate.deletion.endedAt)) / 86_400_000;
  expect(certificate.stays.tombstones.count).toBe(9);
  expect(days(certificate.stays.tombstones.until)).toBe(400);
  expect(certificate.stays.references).toEqual([
    { product: "talent_solutions", count: 9 },
    { product: "sales_solutions", count: 4 },
  ]);
  expect(certificate.stays.rowsAsUploaded.count).toBe(2);
  expect(days(certificate.stays.rowsAsUploaded.until)).toBe(30);
  expect(certificate.notCovered).toEqual({ backupsForDays: null, copiesThatAdminsDownloaded: true });

  // The fingerprint is keyed: the file's own hash is nowhere, and only who has the key can make it.
  const [stored] = await sql<{ file_sha256: string }[]>`
    select file_sha256 from deletion_batches where organization_id = ${id} and id = ${batchId}`;
  const der = Buffer.from(process.env.E2E_CERTIFICATE_KEY ?? "", "base64");
  const key = Buffer.from(hkdfSync("sha256", der, "", "learning-admin file fingerprint", 32));
  const fingerprint = createHmac("sha256", key).update(`${id}\0${stored?.file_sha256}`).digest("hex");
  expect(certificate.file).toEqual({ fingerprint, bytes: Buffer.byteLength(csv), rows: 11 });
  expect(text).not.toContain(stored?.file_sha256);
  for (const learner of going) expect(text).not.toContain(learner.email);

  // The chain's head is the batch's own last entry, and every result mail carries it, in both its forms.
  const [entry] = await sql<{ sequence: number; hash: string }[]>`
    select sequence, encode(hash, 'hex') as hash from audit_entries
    where organization_id = ${id} and batch_id = ${batchId} and action = 'batch.completed_with_errors'`;
  expect(certificate.auditChain).toEqual({ entry: entry?.sequence, hash: entry?.hash });
  const mails = await mailsOf(id);
  expect(mails.length).toBeGreaterThan(0);
  for (const { payload } of mails) {
    expect(payload.text).toContain(entry?.hash);
    for (const half of [entry?.hash.slice(0, 32), entry?.hash.slice(32)]) expect(payload.html).toContain(half);
  }

  // Anybody can check the signature with the public keys alone.
  const { keys } = (await (await fetch(`${app}/verify/keys.json`)).json()) as {
    keys: { kid: string }[];
  };
  const jwk = keys.find(({ kid }) => kid === signature.keyId);
  expect(jwk).not.toHaveProperty("d");
  const publicKey = createPublicKey({ key: { ...jwk }, format: "jwk" });
  const value = Buffer.from(signature.value, "base64url");
  expect(verify(null, Buffer.from(canonicalText(certificate)), publicKey, value)).toBe(true);

  // Asked again it says the same, whatever has changed since.
  await sql`update admins set name = 'Somebody Else' where organization_id = ${id} and id = ${admin.id}`;
  await sql`update safeguards set tombstone_days = 10 where organization_id = ${id}`;
  const again = await page.request.get(`${BATCHES}/${batchId}/certificate.json`);
  expect(await again.text()).toBe(text);

  await expectAccessible(page, "main");
  for (const language of ["en", "id"] as const) {
    await speak(page, language, app);
    await page.reload();
    await expect(page.locator(".paper")).toContainText(
      language === "en" ? "What stays, and why" : "Yang tetap disimpan",
    );
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(1);
    expect(pages).toBeLessThanOrEqual(2);
    if (process.env.E2E_SHOTS) {
      const shot = (name: string) => page.screenshot({ path: `${process.env.E2E_SHOTS}/${name}.png`, fullPage: true });
      await shot(`certificate-${language}`);
      const { writeFile } = await import("node:fs/promises");
      await writeFile(`${process.env.E2E_SHOTS}/certificate-${language}.pdf`, pdf);
      await page.setViewportSize({ width: 390, height: 844 });
      await shot(`certificate-${language}-phone`);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  }
});

test("there is none before the end, for others, or for who may not see the batch; one that ended earlier gets it when asked", async ({
  page,
  app,
  browser,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const other = await organizationWith({ learners: 1, learningData: false });
  const done = await order(cron, organization, csvOf(organization.learners.slice(0, 2)));
  await runUntil(cron, organization, done, "completed");
  const waiting = await upload(organization, csvOf(organization.learners.slice(3, 5)));
  await runUntil(cron, organization, waiting, "ready");
  const statusFor = async (who: Page, batchId: string) => {
    const json = await who.request.get(`${app}${BATCHES}/${batchId}/certificate.json`, { maxRedirects: 0 });
    const shown = await who.goto(`${app}${BATCHES}/${batchId}/certificate`);
    return [json.status(), shown?.status()];
  };
  const nobody = await (await browser.newContext()).newPage();
  expect(await statusFor(nobody, done)).toEqual([401, 200]);
  expect(nobody.url()).toContain("/sign-in?then=");
  for (const [who, expected] of [
    [organization.subadmin, [403, 403]],
    [other.admin, [404, 404]],
    [organization.admin, [200, 200]],
  ] as const) {
    const context = await browser.newContext();
    const somebody = await context.newPage();
    await somebody.goto(`${app}/sign-in`);
    await signIn(somebody, who.email);
    expect(await statusFor(somebody, done), who.email).toEqual(expected);
    await context.close();
  }
  await signIn(page, organization.admin.email);
  for (const none of [waiting, "00000000-0000-4000-8000-000000000000", "nothing"])
    expect(await statusFor(page, none), none).toEqual([404, 404]);
  await page.goto(`${BATCHES}/${waiting}`);
  await expect(page.getByRole("link", { name: "Deletion certificate" })).toHaveCount(0);

  // As if it had ended before there were certificates: what was not recorded is not made up.
  await sql`delete from certificates where organization_id = ${organization.id}`;
  await sql`update deletion_chunks set removed = null where organization_id = ${organization.id}`;
  const [first, second] = await Promise.all(
    [0, 1].map(async () => (await page.request.get(`${BATCHES}/${done}/certificate.json`)).text()),
  );
  expect(second).toBe(first);
  const { certificate } = JSON.parse(first ?? "") as Certificate;
  expect(certificate.deleted).toEqual({ learners: 2, records: null });
  expect(certificate.stays.references).toBeNull();
  await page.goto(`${BATCHES}/${done}/certificate`);
  await expect(page.getByRole("article")).toContainText("not recorded");
});

test("/verify tells anybody genuine from not, and nothing else", async ({ page, app, organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: named(4), learningData: false });
  const batchId = await order(cron, organization, csvOf(organization.learners.slice(0, 1)));
  await runUntil(cron, organization, batchId, "completed");
  const [kept] = await sql<{ content: string; key_id: string; signature: Buffer }[]>`
    select content, key_id, signature from certificates where organization_id = ${organization.id} and batch_id = ${batchId}`;
  const certificate = JSON.parse(kept?.content ?? "") as Certificate["certificate"];
  const whole = {
    certificate,
    signature: { algorithm: "Ed25519", keyId: kept?.key_id, value: kept?.signature.toString("base64url") },
  };
  const genuine = JSON.stringify(whole, null, 2);
  const another = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" });
  const value = sign(
    null,
    Buffer.from(kept?.content ?? ""),
    createPrivateKey({ key: another, format: "der", type: "pkcs8" }),
  ).toString("base64url");

  await page.goto("/verify");
  expect(page.url()).toBe(`${app}/verify`);
  const paste = page.getByLabel("Or paste its text");
  // Next's own announcer is an alert as well.
  const answer = page.locator("form").getByRole("alert");
  const ask = async () => {
    await page.getByRole("button", { name: "Verify" }).click();
  };
  await ask();
  await expect(answer).toContainText("There is nothing to verify yet");
  await paste.fill(genuine);
  await ask();
  await expect(answer).toHaveText("GenuineThis certificate was issued here, and nothing in it has been changed since.");
  await expectAccessible(page, "main");

  const said = new Set<string>();
  for (const text of [
    genuine.replace('"learners": 1', '"learners": 2'),
    JSON.stringify({ ...whole, signature: { ...whole.signature, value } }),
    genuine.replace('"deleted": {', '"deleted": {"learners": 900}, "deleted": {'),
    genuine.slice(0, -10),
    "hello",
  ]) {
    await paste.fill("");
    await ask();
    await expect(answer).toContainText("There is nothing to verify yet");
    await paste.fill(text);
    await ask();
    await expect(answer).toContainText("Not genuine");
    said.add((await answer.textContent()) ?? "");
  }
  expect(said.size).toBe(1);
  await expectAccessible(page, "main");

  // A file goes before what was pasted.
  const file = (text: string) => ({ name: "c.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.getByLabel("Certificate file").setInputFiles(file(genuine));
  await ask();
  await expect(answer).toContainText("Genuine");
  await expect(answer).not.toContainText("Not genuine");
  await page.getByLabel("Certificate file").setInputFiles(file(genuine + " ".repeat(70_000)));
  await ask();
  expect(
    await page.getByLabel("Certificate file").evaluate((input: HTMLInputElement) => input.validationMessage),
  ).toContain("64 kB");

  // Without scripts it is a plain form.
  const plain = await (
    await page.context().browser()?.newContext({ javaScriptEnabled: false, locale: "id-ID" })
  )?.newPage();
  if (!plain) throw new Error("no browser");
  await plain.goto(`${app}/verify`);
  await plain.getByLabel("Atau tempelkan teksnya").fill(genuine);
  await plain.getByRole("button", { name: "Periksa" }).click();
  await expect(plain.locator("form").getByRole("alert")).toContainText("Asli");
  await plain.context().close();

  if (process.env.E2E_SHOTS) {
    await page.goto("/verify");
    await paste.fill(genuine);
    await ask();
    await expect(answer).toContainText("Genuine");
    const shot = (name: string) => page.screenshot({ path: `${process.env.E2E_SHOTS}/${name}.png`, fullPage: true });
    await shot("verify");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await shot("verify-phone-dark");
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  // And not without end: from one network so many, then a wait. All but the last are put into the count.
  const counted = await sql`update rate_limits set points = 60 where key like 'verify:%' returning key`;
  expect(counted).toHaveLength(1);
  await page.goto("/verify");
  await paste.fill(genuine);
  await ask();
  await expect(answer).toContainText("Too many certificates were checked");
  await expect(answer).toContainText(/Try again in \d+ minutes?\./);
  await sql`delete from rate_limits where key like 'verify:%'`;
});
