// Shows that the result mail says what became of every row, in both languages, and nothing it must not say (spec 6).
import { describe, expect, it } from "vitest";
import { type Counts, OUTCOMES } from "@/lib/outcomes";
import { type Language, WORDS } from "./messages";
import { type ResultMail, renderResultMail } from "./result-mail";

const BATCH = "7f3a21bc-90aa-4c1d-9a1e-0123456789ab";
const PAGE = `https://learning.example/authenticate/automate-user-management/batches/${BATCH}`;
const LANGUAGES: Language[] = ["en", "id"];

const mail = (language: Language, counts: Counts, more: Partial<ResultMail> = {}) =>
  renderResultMail({
    language,
    organizationName: "Enigma Hub",
    batchId: BATCH,
    counts,
    orderedByName: "Tomás Herrera",
    endedAt: new Date("2026-11-02T16:48:00Z"),
    stopped: false,
    appUrl: "https://learning.example",
    valuesKeptUntil: new Date("2026-12-02T16:48:00Z"),
    ...more,
  });

/** What a reader sees of the HTML. */
const visible = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&nbsp;|\s+/g, " ");
const links = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);

describe("headline", () => {
  it.each([
    ["en", { deleted: 1213 }, false, "1,213 users were deleted"],
    ["en", { deleted: 1 }, false, "1 user was deleted"],
    [
      "en",
      { deleted: 1173, not_found: 38, invalid: 17, protected: 12 },
      false,
      "1,173 users were deleted, 67 rows were not",
    ],
    ["en", { deleted: 1, failed: 1 }, false, "1 user was deleted, 1 row was not"],
    ["en", { deleted: 5, duplicate: 2, already_deleted: 1 }, false, "5 users were deleted"],
    ["en", { not_found: 5 }, false, "No users were deleted"],
    ["en", { deleted: 500, cancelled: 1500 }, true, "Deletion stopped: 500 users were deleted, 1,500 rows were not"],
    ["en", { cancelled: 3 }, true, "Deletion stopped: no users were deleted"],
    ["en", { deleted: 3 }, true, "3 users were deleted"],
    ["id", { deleted: 1213 }, false, "1.213 pengguna telah dihapus"],
    ["id", { deleted: 1173, not_found: 67 }, false, "1.173 pengguna telah dihapus, 67 baris tidak"],
    ["id", { not_found: 5 }, false, "Tidak ada pengguna yang dihapus"],
    ["id", { cancelled: 3 }, true, "Penghapusan dihentikan: tidak ada pengguna yang dihapus"],
  ] as const)("in %s for %j (stopped: %s) is “%s”", async (language, counts, stopped, headline) => {
    const { subject, html, text } = await mail(language, counts, { stopped });
    expect(subject).toBe(headline);
    expect(html).toContain(`>${headline}</h1>`);
    expect(text.startsWith(`${headline}\n`)).toBe(true);
  });
});

describe.each(LANGUAGES)("the mail in %s", (language) => {
  const words = WORDS[language];

  it("lists every outcome that occurred, in the ledger's order, and no other", async () => {
    const counts = Object.fromEntries(OUTCOMES.map((outcome, index) => [outcome, 1000 + index]));
    const { html, text } = await mail(language, counts, { stopped: true });
    for (const form of [visible(html), text]) {
      for (const outcome of OUTCOMES) expect(form).toContain(words.outcomes[outcome].label);
      const places = OUTCOMES.map((_, index) => form.lastIndexOf(words.figure(1000 + index)));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    const few = visible((await mail(language, { deleted: 2, failed: 1 })).html);
    expect(few).toContain(words.outcomes.failed.label);
    expect(few).not.toContain(words.outcomes.mismatch.label);
    expect(few).not.toContain(words.outcomes.cancelled.label);
  });

  it("has the button only where rows are left to look at", async () => {
    const some = await mail(language, { deleted: 2, not_found: 1 });
    expect(links(some.html)).toEqual([`${PAGE}/results.csv`, PAGE]);
    expect(some.html).toMatch(new RegExp(`display:block;padding:11px 20px[^>]*>${words.download}<`));
    expect(some.text).toContain(`${PAGE}/results.csv`);

    const repeated = await mail(language, { deleted: 2, duplicate: 1 });
    expect(links(repeated.html)).toEqual([PAGE, `${PAGE}/results.csv`]);
    expect(repeated.html).not.toContain("padding:11px 20px");

    const all = await mail(language, { deleted: 2 });
    expect(links(all.html)).toEqual([PAGE]);
    expect(all.text).not.toContain("results.csv");
  });

  it("says until when the uploaded values are kept, and only where there are any", async () => {
    const until = words.date(new Date("2026-12-02T16:48:00Z"));
    expect((await mail(language, { deleted: 2, not_found: 1 })).text).toContain(until);
    expect((await mail(language, { deleted: 2 })).text).not.toContain(until);
  });

  it("writes times with their zone", async () => {
    const { html, text } = await mail(language, { deleted: 2 });
    const when = language === "en" ? "2 November 2026 at 16:48 UTC" : "2 November 2026 pukul 16.48 UTC";
    expect(visible(html)).toContain(when);
    expect(text).toContain(when);
  });

  it("names the batch by its short id and tells the reader why the mail came", async () => {
    const seen = new Set<string>();
    for (const reason of ["uploader", "full_admin", "recipient", undefined] as const) {
      const { html, text } = await mail(language, { deleted: 2 }, { reason });
      expect(visible(html)).toContain(BATCH.slice(0, 8));
      expect(text).toContain("Tomás Herrera");
      seen.add(text.split("--\n")[1] ?? "");
    }
    expect(seen.size).toBe(4);
  });

  it("carries the audit chain's head only when it is given one", async () => {
    const auditHead = "0123456789abcdef".repeat(4);
    expect((await mail(language, { deleted: 1 }, { auditHead })).text).toContain(auditHead);
    expect((await mail(language, { deleted: 1 })).text).not.toContain(words.auditHead);
  });

  it("is made of tables and inline styles, has no images or scripts, and loads nothing", async () => {
    const { html } = await mail(language, { deleted: 2, not_found: 1 });
    expect(html).not.toMatch(/<img|<script|<link|src=|url\(|@import|@font-face/i);
    expect(html).toContain(`lang="${language}"`);
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  it("escapes what comes from outside and leaves nothing undefined", async () => {
    const { html, text } = await mail(
      language,
      { deleted: 2, not_found: 1 },
      { organizationName: '<b>"R&D"</b>', orderedByName: "<script>alert(1)</script>" },
    );
    expect(html).not.toContain("<b>");
    expect(html).not.toContain("<script>");
    for (const form of [html, text]) expect(form).not.toMatch(/undefined|\[object|NaN|null/);
  });

  it("keeps the bar's cells together no wider than the bar, whatever the counts", async () => {
    for (const counts of [
      { deleted: 1_000_000, not_found: 1, invalid: 1, mismatch: 1, protected: 1, failed: 1, cancelled: 1 },
      { deleted: 1, not_found: 1 },
      Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 7])),
    ]) {
      const { html } = await mail(language, counts, { stopped: true });
      const bar = /<table role="img".*?<\/table>/s.exec(html)?.[0] ?? "";
      const widths = [...bar.matchAll(/<td width="([\d.]+)%"/g)].map((match) => Number(match[1]));
      expect(widths).toHaveLength(Object.keys(counts).length - 1);
      expect(Math.min(...widths)).toBeGreaterThanOrEqual(1.2);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThan(97);
    }
  });
});

it("says the same in both languages: no sentence is missing or left in the other one", () => {
  const shape = (value: unknown): unknown =>
    value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  expect(shape(WORDS.id)).toEqual(shape(WORDS.en));
  for (const key of Object.keys(WORDS.en.advice) as (keyof typeof WORDS.en.advice)[])
    expect(WORDS.id.advice[key]).not.toBe(WORDS.en.advice[key]);
});
