// The flow of a deletion as an admin goes through it (spec 2): from the photo to the mail in both languages, and what a reload and a
// Cancel do to it at each step. Every state of the dialog is held against axe, light and dark.
import {
  atTheFile,
  batchesOf,
  contentOf,
  csv,
  dialog,
  endCheck,
  expectAccessible,
  freezeCheck,
  HEADER,
  holdSlices,
  lines,
  offer,
  PAGE,
  press,
  stagedOf,
  toPreview,
} from "./dialog";
import { expect, test } from "./fixtures";

const WORDS = {
  en: {
    menu: ["Account menu", "Authenticate", "Automate user management"],
    section: "User Deletion",
    start: "Delete users",
    step1: ["Instructions to upload CSV", "Download User deletion CSV template", "Next"],
    step2: ["Upload CSV to delete users", "Upload from computer", "Only CSV is supported", "Less than 1kB", "Continue"],
    permanent: "All user data will be deleted permanently.",
    history: (name: string) =>
      `Deleting users will permanently delete their data and usage history from the ${name} account.`,
    step3: ["Preview", "4 of 7 rows will delete a user. 3 rows will not."],
    step4: ["Permanently delete 4 users?", "Confirm", "It cannot be undone"],
    step5: ["The file is being processed", "Close"],
    done: ["4 deleted, 3 not", "Results file"],
    delimiter: ",",
  },
  id: {
    menu: ["Menu akun", "Autentikasi", "Otomatiskan pengelolaan pengguna"],
    section: "Penghapusan pengguna",
    start: "Hapus pengguna",
    step1: ["Petunjuk mengunggah CSV", "Unduh templat CSV penghapusan pengguna", "Berikutnya"],
    step2: [
      "Unggah CSV untuk menghapus pengguna",
      "Unggah dari komputer",
      "Hanya CSV yang didukung",
      "Kurang dari 1kB",
      "Lanjutkan",
    ],
    permanent: "Semua data pengguna akan dihapus secara permanen.",
    history: (name: string) =>
      `Menghapus pengguna akan menghapus data dan riwayat penggunaannya dari akun ${name} secara permanen.`,
    step3: ["Pratinjau", "4 dari 7 baris akan menghapus pengguna. 3 baris lainnya tidak."],
    step4: ["Hapus 4 pengguna secara permanen?", "Konfirmasi", "Tidak dapat diurungkan"],
    step5: ["File sedang diproses", "Tutup"],
    done: ["4 dihapus, 3 tidak", "File hasil"],
    delimiter: ";",
  },
} as const;

for (const language of ["en", "id"] as const) {
  test(`from the photo to the mail and the corrected file, in ${language}`, async ({
    page,
    context,
    app,
    sql,
    cron,
    organizationWith,
    signIn,
    mailsOf,
  }) => {
    const words = WORDS[language];
    const organization = await organizationWith({ learners: 24 });
    const [one, two, three, four, five] = organization.learners.filter(({ email }) => email);
    await signIn(page, organization.admin.email);
    await context.addCookies([{ name: "language", value: language, url: app }]);
    await page.goto("/users");
    await page.getByRole("button", { name: words.menu[0] }).click();
    await page.getByRole("menuitem", { name: words.menu[1] }).click();
    await page.getByRole("link", { name: words.menu[2] }).click();
    const section = page.getByRole("button", { name: words.section, exact: true });
    await expect(section).toHaveAttribute("aria-expanded", "false");
    await section.click();
    await expect(page).toHaveURL(/#user-deletion$/);
    await expectAccessible(page, "#user-deletion");
    await page.getByRole("button", { name: words.start }).click();

    await expect(page.getByRole("dialog", { name: words.step1[0] })).toBeVisible();
    await expectAccessible(page);
    const [template] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: words.step1[1] }).click(),
    ]);
    expect(template.suggestedFilename()).toBe("user_deletion_template.csv");
    expect(await contentOf(template)).toBe(`\ufeff${HEADER.replace(",", words.delimiter)}\r\n`);
    await press(page, words.step1[2]);

    await expect(page.getByRole("dialog", { name: words.step2[0] })).toBeVisible();
    for (const text of [words.step2[2], words.permanent, words.history(organization.name)])
      await expect(dialog(page).getByText(text, { exact: true })).toBeVisible();
    const goOn = dialog(page).getByRole("button", { name: words.step2[4], exact: true });
    await expect(goOn).toBeDisabled();
    await expectAccessible(page);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press(page, words.step2[1])]);
    const file = lines(`${one?.email},`, `${two?.email},`, `${three?.email},`, `${four?.email},`, "nobody@x.example,");
    await chooser.setFiles(csv(`${file}\r\n${one?.email},\r\n,1.23E+15\r\n`));
    await expect(dialog(page).getByText(words.step2[3], { exact: true })).toBeVisible();
    await expect(goOn).toBeFocused();
    await expectAccessible(page);
    await goOn.click();

    await expect(page.getByRole("dialog", { name: words.step3[0] })).toBeVisible();
    await expect(dialog(page).locator(".headline")).toHaveText(words.step3[1]);
    for (const text of [one?.name, two?.name])
      await expect(
        dialog(page)
          .getByText(text ?? "")
          .first(),
      ).toBeVisible();
    await expectAccessible(page);
    for (const tab of await dialog(page).getByRole("tab").all()) {
      await tab.click();
      await expectAccessible(page);
    }
    const [copy] = await Promise.all([
      page.waitForEvent("download"),
      dialog(page).locator("a[href$='/copy.csv']").click(),
    ]);
    expect(await contentOf(copy)).toContain(one?.name ?? "");
    await goOn.click();

    const warning = page.getByRole("alertdialog", { name: words.step4[0] });
    await expect(warning.getByText(words.step4[2])).toBeVisible();
    const confirm = warning.getByRole("button", { name: words.step4[1], exact: true });
    await expect(confirm).toBeDisabled();
    await expect(warning.getByRole("textbox").first()).toBeFocused();
    await page.keyboard.type("5");
    await expect(confirm).toBeDisabled();
    await page.keyboard.press("Backspace");
    await page.keyboard.type("4");
    await warning.getByRole("textbox").last().fill("HR-2026-118");
    await expectAccessible(page);
    await confirm.click();

    await expect(page.getByRole("dialog", { name: words.step5[0] })).toBeVisible();
    await expectAccessible(page);
    await press(page, words.step5[1]);
    await expect(dialog(page)).toBeHidden();
    await cron();
    await expect(page.getByText(words.done[0]).first()).toBeVisible();
    const [batch] = await batchesOf(sql, organization);
    expect(batch).toMatchObject({ state: "completed_with_errors", reference: "HR-2026-118" });
    const mails = await mailsOf(organization.id);
    expect(mails.map(({ recipient, batchId }) => [recipient, batchId])).toEqual([
      [organization.admin.email, batch?.id],
    ]);

    // Fix, upload again: the results file goes in as it came out.
    const [results] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: words.done[1] }).first().click(),
    ]);
    const corrected = (await contentOf(results)).replace("nobody@x.example", five?.email ?? "");
    await page.getByRole("button", { name: words.start }).click();
    await press(page, words.step1[2]);
    await offer(page, csv(corrected, "results.csv"));
    await goOn.click();
    await expect(dialog(page).locator(".headline b")).toHaveText("1");
    await goOn.click();
    // One user of twenty need not be typed, but is asked about all the same.
    await expect(
      page.getByRole("alertdialog").getByRole("button", { name: words.step4[1], exact: true }),
    ).toBeEnabled();
    expect((await batchesOf(sql, organization))[1]?.state).toBe("ready");
    await page.keyboard.press("Tab");
    await expectAccessible(page);
    await press(page, words.step4[1]);
    await expect(page.getByRole("dialog", { name: words.step5[0] })).toBeVisible();
    await press(page, words.step5[1]);
    await cron();
    await expect.poll(async () => (await batchesOf(sql, organization))[1]?.state).toMatch(/^completed/);
    const left = await sql`select id from learners where organization_id = ${organization.id}`;
    expect(left).toHaveLength(19);
  });
}

test("comes back to the truth after a reload, at each step", async ({ page, sql, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 40 });
  const email = organization.learners.find((learner) => learner.email)?.email;
  await signIn(page, organization.admin.email);
  await atTheFile(page);

  const slices = await holdSlices(page);
  await offer(page, csv(lines(`${email},`)));
  await press(page, "Continue");
  await slices.reached();
  await expect(page).toHaveURL(/\?batch=.*#user-deletion$/);
  await expectAccessible(page);
  await page.reload();
  await expect(dialog(page).getByText("The upload of leavers.csv was interrupted")).toBeVisible();
  await expectAccessible(page);
  await slices.go();
  await toPreview(page, csv(lines(`${email},`)));
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["cancelled", "ready"]);

  await freezeCheck(sql, organization);
  await page.reload();
  await expect(dialog(page).locator("small", { hasText: "% checked" })).toBeVisible();
  await expectAccessible(page);
  await endCheck(sql, organization);
  await expect(dialog(page).getByText("1 of 1 row will delete a user.")).toBeVisible();

  await press(page, "Continue");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.reload();
  await expect(dialog(page).getByText("1 of 1 row will delete a user.")).toBeVisible();
  await press(page, "Continue");
  await press(page, "Confirm");
  await expect(page.getByRole("dialog", { name: "The file is being processed" })).toBeVisible();
  await page.reload();
  await expect(dialog(page).getByRole("link", { name: "Show the batch" })).toBeVisible();
  await press(page, "Close");
  await expect(page).toHaveURL(new RegExp(`${PAGE}#user-deletion$`));
  await page.reload();
  await expect(page.getByRole("button", { name: "Delete users" })).toBeVisible();
  await expect(dialog(page)).toBeHidden();
});

test("Cancel, Esc, the cross and Back leave nothing staged", async ({ page, sql, cron, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 40 });
  const file = csv(lines(`${organization.learners.find(({ email }) => email)?.email},`));
  await signIn(page, organization.admin.email);
  const nothingLeft = async (batches: number) => {
    await expect(async () => {
      await cron();
      expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(Array(batches).fill("cancelled"));
      expect(await stagedOf(sql, organization)).toBe(0);
    }).toPass();
  };

  await atTheFile(page);
  const slices = await holdSlices(page);
  await offer(page, file);
  await press(page, "Continue");
  await slices.reached();
  await press(page, "Cancel");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Delete users" })).toBeFocused();
  await slices.go();
  await nothingLeft(1);

  await atTheFile(page);
  await toPreview(page, file);
  await freezeCheck(sql, organization);
  await page.reload();
  await expect(dialog(page).locator("small", { hasText: "% checked" })).toBeVisible();
  await press(page, "Cancel");
  await expect(dialog(page)).toBeHidden();
  await nothingLeft(2);

  await atTheFile(page);
  await toPreview(page, file);
  await page.mouse.click(5, 5);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await nothingLeft(3);

  await atTheFile(page);
  await toPreview(page, file);
  await press(page, "Back");
  await expect(dialog(page).getByText("leavers.csv", { exact: true })).toBeVisible();
  await nothingLeft(4);
  await press(page, "Continue");
  await press(page, "Continue");
  await page.getByRole("alertdialog").getByRole("button", { name: "Close" }).click();
  await expect(dialog(page)).toBeHidden();
  await nothingLeft(5);
  await expect(page.getByText("No batches yet. A batch appears here when you upload a CSV.")).toBeVisible();
});
