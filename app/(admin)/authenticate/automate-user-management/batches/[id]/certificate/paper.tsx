// The certificate as it is printed: what was deleted, on whose order, what stays and why, what it does not cover, the proof.
// Used by the page beside it.
import { getFormatter, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Mark } from "@/app/_components/mark";
import type { Certificate, CertificateContent } from "@/lib/certificate";
import { verifyAddress } from "@/lib/certificate";
import { shortBatchId } from "@/lib/explanations";
import { BatchLedger, LEDGER_ORDER, OutcomeWord } from "../../batch-ledger";
import { OffsetTime } from "./offset-time";

export async function Paper({ certificate, signature }: Certificate) {
  const { organization, batch, deleted, outcomes, deletion } = certificate;
  const [t, frame] = await Promise.all([getTranslations("certificate"), getTranslations("frame")]);
  const between = {
    organization: organization.name,
    count: deleted.learners,
    b: (words: ReactNode) => <b>{words}</b>,
    from: () => <OffsetTime at={deletion.startedAt} />,
    to: () => <OffsetTime at={deletion.endedAt} />,
  };
  return (
    <article className="paper" aria-label={t("title")}>
      <header>
        <Mark />
        <b>{frame("product")}</b>
        <span>
          {t.rich("issued", { batch: shortBatchId(batch.id), at: () => <OffsetTime at={certificate.issuedAt} day /> })}
        </span>
      </header>
      <h2>{t("title")}</h2>
      <p className="say">{deleted.learners > 0 ? t.rich("say", between) : t.rich("sayNobody", between)}</p>
      <BatchLedger counts={outcomes} size="tall" />
      <div className="two">
        <Deleted {...certificate} />
        <Order {...certificate} />
        <Outcomes {...certificate} />
        <Stays {...certificate} />
      </div>
      <NotCovered {...certificate} />
      <Proof certificate={certificate} signature={signature} />
      <footer>{t("foot", { organization: organization.name, batch: batch.id })}</footer>
    </article>
  );
}

type Line = { name: ReactNode; value: ReactNode; note?: ReactNode; strong?: boolean };

function Part({ title, lines, wide }: { title: string; lines: Line[]; wide?: boolean }) {
  return (
    <section className={wide ? "wide" : undefined}>
      <h3>{title}</h3>
      <table>
        <caption className="sr">{title}</caption>
        <tbody>
          {lines.map(({ name, value, note, strong }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a document never move.
            <tr key={at} className={strong ? "strong" : undefined}>
              <th scope="row">
                {name}
                {note ? <small>{note}</small> : null}
              </th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

async function Deleted({ deleted }: CertificateContent) {
  const [t, format] = await Promise.all([getTranslations("certificate.deleted"), getFormatter()]);
  const kinds = [
    "courseProgress",
    "completions",
    "viewingActivity",
    "viewingHours",
    "assignments",
    "groupMemberships",
  ] as const;
  const figure = (kind: (typeof kinds)[number]) => {
    if (!deleted.records) return t("notRecorded");
    if (kind === "viewingHours") return format.number(Math.round(deleted.records.secondsViewed / 360) / 10);
    return format.number(deleted.records[kind]);
  };
  const lines = kinds.map((kind) => ({ name: t(kind), value: figure(kind) }));
  return (
    <Part title={t("title")} lines={[{ name: t("learners"), value: format.number(deleted.learners) }, ...lines]} />
  );
}

async function Order({ order, batch, deletion }: CertificateContent) {
  const [t, states] = await Promise.all([getTranslations("certificate.order"), getTranslations("batches.states")]);
  const deeds = (["uploaded", "confirmed", "approved", "stopped"] as const).flatMap((name): Line[] => {
    const deed = order[name];
    if (deed) return [{ name: t(name), value: <Deed who={deed.by.name} at={deed.at} /> }];
    return name === "approved" ? [{ name: t(name), value: t("noApproval") }] : [];
  });
  const ended = <Deed who={states(batch.state)} at={deletion.endedAt} />;
  return (
    <Part
      title={t("title")}
      lines={[
        ...deeds,
        { name: t("ended"), value: ended },
        { name: t("reference"), value: batch.reference ?? t("noReference") },
      ]}
    />
  );
}

function Deed({ who, at }: { who: string; at: string }) {
  return (
    <>
      {who}
      <small>
        <OffsetTime at={at} />
      </small>
    </>
  );
}

async function Outcomes({ outcomes, file }: CertificateContent) {
  const [t, format] = await Promise.all([getTranslations("certificate.outcomes"), getFormatter()]);
  const lines: Line[] = LEDGER_ORDER.filter((name) => name === "deleted" || outcomes[name] > 0).map((name) => ({
    name: <OutcomeWord outcome={name} />,
    value: format.number(outcomes[name]),
  }));
  return (
    <Part title={t("title")} lines={[...lines, { name: t("all"), value: format.number(file.rows), strong: true }]} />
  );
}

async function Stays({ stays }: CertificateContent) {
  const [t, products, format] = await Promise.all([
    getTranslations("certificate.stays"),
    getTranslations("retained-references.products"),
    getFormatter(),
  ]);
  const until = (key: "tombstonesWhy" | "rowsWhy", at: string | null) =>
    at ? t.rich(key, { at: () => <OffsetTime at={at} day /> }) : t("nothing");
  const references: Line[] = (stays.references ?? []).map(({ product, count }) => ({
    name: t("references", { product: products(product) }),
    note: t("referencesWhy"),
    value: format.number(count),
  }));
  return (
    <Part
      title={t("title")}
      lines={[
        {
          name: t("tombstones"),
          note: until("tombstonesWhy", stays.tombstones.until),
          value: format.number(stays.tombstones.count),
        },
        ...(stays.references === null
          ? [{ name: t("referencesAny"), note: t("referencesWhy"), value: t("notRecorded") }]
          : references.length > 0
            ? references
            : [{ name: t("referencesAny"), note: t("nothing"), value: format.number(0) }]),
        {
          name: t("rows"),
          note: until("rowsWhy", stays.rowsAsUploaded.until),
          value: format.number(stays.rowsAsUploaded.count),
        },
      ]}
    />
  );
}

async function NotCovered({ notCovered }: CertificateContent) {
  const t = await getTranslations("certificate.notCovered");
  const days = notCovered.backupsForDays;
  return (
    <section className="wide">
      <h3>{t("title")}</h3>
      <ul>
        <li>{days === null ? t("backups") : t("backupsFor", { days })}</li>
        <li>{t("copies")}</li>
        <li>{t("elsewhere")}</li>
      </ul>
    </section>
  );
}

async function Proof({ certificate, signature }: Certificate) {
  const t = await getTranslations("certificate.proof");
  const { file, auditChain } = certificate;
  const lines: Line[] = [
    {
      name: t("file"),
      value: t("fileIs", { bytes: file.bytes, rows: file.rows }),
    },
    { name: t("fingerprint"), value: <Halves of={file.fingerprint} /> },
    { name: t("chain", { entry: auditChain.entry }), value: <Halves of={auditChain.hash} /> },
    { name: t("key"), value: <Halves of={signature.keyId} /> },
    { name: t("signature"), value: <Halves of={signature.value} /> },
    { name: t("verify"), value: t("verifyAt", { address: verifyAddress() }) },
  ];
  return (
    <>
      <Part title={t("title")} lines={lines} wide />
      <p className="note">{t("note")}</p>
    </>
  );
}

/** A value to compare by eye: in two halves. */
function Halves({ of }: { of: string }) {
  const half = Math.ceil(of.length / 2);
  return (
    <span className="mono">
      {of.slice(0, half)} {of.slice(half)}
    </span>
  );
}
