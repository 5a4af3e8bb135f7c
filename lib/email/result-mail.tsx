// Owns the mail that tells what became of a batch (spec 2 "after", spec 6), as HTML and as text. Pure.
// Called by lib/mails when a batch ends.
import { render } from "@react-email/render";
import type { ReactNode } from "react";
import { type Counts, notDeleted, OUTCOMES, type Outcome } from "@/lib/outcomes";
import { COLOR, Frame, Layout, MONO, text } from "./frame";
import { type Language, type Reason, type Variant, WORDS } from "./messages";

export type ResultMail = {
  language: Language;
  organizationName: string;
  batchId: string;
  counts: Counts;
  orderedByName: string;
  endedAt: Date;
  /** A full admin stopped the batch; counts only where rows were really left (`cancelled`). */
  stopped: boolean;
  /** Without a slash at its end. */
  appUrl: string;
  /** When the values of the rows that did not delete go (spec 7: 30 days after the end). */
  valuesKeptUntil: Date;
  /** Why this reader gets it; without one the mail names both usual reasons. */
  reason?: Reason | undefined;
  /** The audit chain's head in hex: a copy that lies outside the database. */
  auditHead?: string | undefined;
};

/** Light theme of the ledger's tokens (look.md). */
const SWATCH: Record<Outcome, string> = {
  deleted: "#0B5C66",
  not_found: "#566A70",
  already_deleted: "#74868B",
  duplicate: "#8A979B",
  invalid: "#A9650A",
  mismatch: "#C2862B",
  protected: "#5A68C4",
  failed: "#A2271A",
  cancelled: "#C23B2B",
};

/**
 * Subject, HTML and text of one reader's mail. Holds counts, codes' words and links: no value of a learner, no file name and
 * no reference (spec 6). The batch goes by the first eight characters of its id and its date.
 */
export async function renderResultMail(mail: ResultMail): Promise<{ subject: string; html: string; text: string }> {
  const content = say(mail);
  return { subject: content.headline, html: await render(<Mail {...content} />), text: plain(content) };
}

type Content = ReturnType<typeof say>;

/** Everything the mail says, once, for both of its forms. */
function say(mail: ResultMail) {
  const { counts } = mail;
  const words = WORDS[mail.language];
  const deleted = counts.deleted ?? 0;
  const rest = notDeleted(counts);
  const toLookAt = rest - (counts.duplicate ?? 0) - (counts.already_deleted ?? 0);
  const stopped = mail.stopped && (counts.cancelled ?? 0) > 0;
  const variant: Variant = stopped ? "stopped" : deleted === 0 ? "none" : toLookAt > 0 ? "some_not" : "all_deleted";
  const batchUrl = `${mail.appUrl}/authenticate/automate-user-management/batches/${mail.batchId}`;
  const ended = words.ended(stopped, words.moment(mail.endedAt));
  return {
    language: mail.language,
    organizationName: mail.organizationName,
    headline: words.headline(variant, deleted, rest),
    preheader: words.preheader[variant],
    batch: { before: ended.before, name: mail.batchId.slice(0, 8), after: ended.after },
    consequence: words.consequence(variant, deleted),
    ledgerLabel: words.ledger,
    ledger: OUTCOMES.flatMap((outcome) => {
      const count = counts[outcome] ?? 0;
      return count > 0 ? [{ outcome, count, figure: words.figure(count), ...words.outcomes[outcome] }] : [];
    }),
    next: words.next,
    advice: advise(mail, deleted, toLookAt).map((key) => words.advice[key]),
    /** The one button: only where rows are left to look at. Else the file is a plain link, or there is none. */
    download: rest > 0 ? { words: words.download, url: `${batchUrl}/results.csv`, button: toLookAt > 0 } : undefined,
    view: { words: words.view, url: batchUrl },
    small: [
      words.access(mail.organizationName),
      ...(rest > 0 ? [words.kept(mail.reason === "uploader", words.date(mail.valuesKeptUntil))] : []),
    ].join(" "),
    footer: `${words.orderedBy(mail.orderedByName)} ${words.reason(mail.reason, mail.organizationName)}`,
    auditHead: mail.auditHead ? { words: words.auditHead, hash: mail.auditHead } : undefined,
  };
}

function advise({ counts }: ResultMail, deleted: number, toLookAt: number) {
  const some = (...names: Outcome[]) => names.some((name) => (counts[name] ?? 0) > 0);
  type Advice = keyof (typeof WORDS)["en"]["advice"];
  if (toLookAt === 0) return (deleted > 0 ? ["nothing", "keepCopy"] : ["noneLeft", "nothing"]) satisfies Advice[];
  const advice: Advice[] = ["file"];
  if (some("cancelled")) advice.push("uploadRest");
  else if (some("not_found", "invalid", "mismatch")) advice.push("correct");
  if (some("protected")) advice.push("protected");
  if (some("failed")) advice.push("failed");
  return advice;
}

function Mail(content: Content) {
  const { batch, download } = content;
  return (
    <Frame
      language={content.language}
      title={content.headline}
      preheader={content.preheader}
      organizationName={content.organizationName}
      footer={
        <>
          {content.footer}
          {content.auditHead ? <AuditHead {...content.auditHead} /> : null}
        </>
      }
    >
      <h1 style={text(22, 30, COLOR.ink, { margin: "0 0 8px", fontWeight: 600, letterSpacing: "-.012em" })}>
        {content.headline}
      </h1>
      <p style={text(15, 24, COLOR.ink2, { margin: "0 0 22px" })}>
        {batch.before}
        <strong style={{ fontFamily: MONO, fontSize: 14, fontWeight: 600, color: COLOR.ink }}>{batch.name}</strong>
        {batch.after} {content.consequence}
      </p>
      <Bar {...content} />
      <Figures {...content} />
      <h2 style={text(15, 22, COLOR.ink, { margin: "0 0 6px", fontWeight: 600 })}>{content.next}</h2>
      <p style={text(15, 24, COLOR.ink2, { margin: "0 0 22px" })}>{content.advice.join(" ")}</p>
      <Layout className="ways">
        <tr>
          {download?.button ? (
            <Way>
              <Button url={download.url}>{download.words}</Button>
            </Way>
          ) : null}
          <Way beside={download?.button}>
            <TextLink url={content.view.url}>{content.view.words}</TextLink>
          </Way>
          {download && !download.button ? (
            <Way inset>
              <TextLink url={download.url}>{download.words}</TextLink>
            </Way>
          ) : null}
        </tr>
      </Layout>
      <p style={text(13, 20, COLOR.ink3, { margin: "18px 0 0" })}>{content.small}</p>
    </Frame>
  );
}

/** The ledger: one row of table cells, in the order of outcomes, no cell too thin to see. */
function Bar({ ledger, ledgerLabel }: Content) {
  const total = ledger.reduce((sum, { count }) => sum + count, 0);
  const last = ledger.length - 1;
  if (total === 0) return null;
  // In hundredths, so that it fits a phone; at least 1.2 (6 of the desktop's 528 pixels). The largest takes what is left.
  const largest = ledger.reduce((best, { count }, index) => (count > (ledger[best]?.count ?? 0) ? index : best), 0);
  const widths = ledger.map(({ count }, index) =>
    index === largest ? undefined : `${Math.max(1.2, Math.round((count / total) * 1000) / 10)}%`,
  );
  const label = `${ledgerLabel}: ${ledger.map((part) => `${part.label} ${part.figure}`).join(", ")}`;
  return (
    <table
      role="img"
      aria-label={label}
      cellPadding="0"
      cellSpacing="0"
      border={0}
      width="100%"
      style={{ width: "100%", tableLayout: "fixed" }}
    >
      <tbody>
        <tr>
          {ledger.flatMap(({ outcome }, index) => [
            ...(index > 0 ? [<td key={`${outcome}-gap`} width="2" style={{ width: 2, fontSize: 0 }} />] : []),
            <td
              key={outcome}
              width={widths[index]}
              height="10"
              style={{
                width: widths[index],
                height: 10,
                backgroundColor: SWATCH[outcome],
                borderRadius: corners(index === 0, index === last),
                fontSize: 0,
                lineHeight: 0,
              }}
            >
              &nbsp;
            </td>,
          ])}
        </tr>
      </tbody>
    </table>
  );
}

const corners = (first: boolean, last: boolean) =>
  `${first ? 5 : 2}px ${last ? 5 : 2}px ${last ? 5 : 2}px ${first ? 5 : 2}px`;

function Figures({ ledger }: Content) {
  return (
    <table
      cellPadding="0"
      cellSpacing="0"
      width="100%"
      style={{ width: "100%", margin: "14px 0 26px", borderCollapse: "collapse" }}
    >
      <tbody>
        {ledger.map(({ outcome, label, meaning, figure }, index) => {
          const edge = index > 0 ? { borderTop: `1px solid ${COLOR.line}` } : {};
          return (
            <tr key={outcome}>
              <td width="19" style={{ ...edge, width: 19, padding: "15px 0 0", verticalAlign: "top" }}>
                <div style={{ width: 9, height: 9, borderRadius: 3, backgroundColor: SWATCH[outcome], fontSize: 0 }} />
              </td>
              <td style={text(14, 20, COLOR.ink, { ...edge, padding: "9px 0" })}>
                {label}
                {meaning ? <span style={{ color: COLOR.ink3 }}>, {meaning}</span> : null}
              </td>
              <td
                align="right"
                style={text(14, 20, COLOR.ink, {
                  ...edge,
                  padding: "9px 0 9px 16px",
                  fontWeight: 500,
                  fontVariantNumeric: "tabular-nums",
                  verticalAlign: "top",
                  whiteSpace: "nowrap",
                })}
              >
                {figure}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** One of the ways on; side by side, on a phone one under the other. `beside` the button, it is centred under it there. */
function Way({ children, beside, inset }: { children: ReactNode; beside?: boolean | undefined; inset?: boolean }) {
  return (
    <td
      className={beside ? "way way-on" : "way"}
      style={text(15, 22, COLOR.ink2, { paddingLeft: beside || inset ? 20 : 0 })}
    >
      {children}
    </td>
  );
}

function Button({ url, children }: { url: string; children: ReactNode }) {
  const style = text(15, 22, "#FFFFFF", {
    display: "block",
    padding: "11px 20px",
    fontWeight: 600,
    textDecoration: "none",
    textAlign: "center",
    backgroundColor: COLOR.accent,
    borderRadius: 8,
  });
  return (
    <a href={url} style={style}>
      {children}
    </a>
  );
}

function TextLink({ url, children }: { url: string; children: ReactNode }) {
  const style = {
    color: COLOR.accent,
    fontWeight: 500,
    textDecoration: "underline",
    textDecorationColor: COLOR.accentLine,
    textUnderlineOffset: 3,
  };
  return (
    <a href={url} style={style}>
      {children}
    </a>
  );
}

/** In two halves, so that it fits a phone. */
function AuditHead({ words, hash }: { words: string; hash: string }) {
  return (
    <div style={{ marginTop: 8 }}>
      {words}:
      <div style={{ fontFamily: MONO, fontSize: 11, lineHeight: "16px" }}>
        {hash.slice(0, 32)}
        <br />
        {hash.slice(32)}
      </div>
    </div>
  );
}

/** The same mail without markup. */
function plain(content: Content): string {
  const { batch, download, view } = content;
  const list = content.ledger.map(
    ({ label, meaning, figure }) => `- ${label}: ${figure}${meaning ? ` (${meaning})` : ""}`,
  );
  return [
    content.headline,
    `${batch.before}${batch.name}${batch.after} ${content.consequence}`,
    list.join("\n"),
    `${content.next}\n${content.advice.join(" ")}`,
    download && `${download.words}:\n${download.url}`,
    `${view.words}:\n${view.url}`,
    content.small,
    `--\n${content.footer}`,
    content.auditHead && `${content.auditHead.words}: ${content.auditHead.hash}`,
  ]
    .filter(Boolean)
    .join("\n\n")
    .concat("\n");
}
