// The file a batch came from, as it was read, with its fingerprint; the batch's number and reference. Used by the batch page.
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Batch } from "@/lib/batches";
import { shortBatchId } from "@/lib/explanations";
import { useSize } from "../../_upload/size";

const ENCODINGS: Record<string, string> = {
  "utf-8": "UTF-8",
  "utf-8-bom": "UTF-8 (BOM)",
  "utf-16le": "UTF-16 LE",
  "utf-16be": "UTF-16 BE",
  "windows-1252": "Windows-1252",
};
const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab" } as const;

export function Source({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.source");
  const format = useFormatter();
  const size = useSize();
  const delimiter = DELIMITERS[batch.delimiter as keyof typeof DELIMITERS];
  const read = batch.encoding !== null && delimiter !== undefined;
  return (
    <section className="rail" aria-labelledby="batch-source">
      <h2 id="batch-source">{t("title")}</h2>
      <dl className="kv">
        {batch.reference ? <Fact name={t("reference")}>{batch.reference}</Fact> : null}
        <Fact name={read ? t("about") : t("size")}>
          {[
            size(batch.fileBytes),
            ...(read ? [ENCODINGS[batch.encoding ?? ""] ?? batch.encoding, t(delimiter)] : []),
          ].join(", ")}
        </Fact>
        {batch.ignoredColumns.length > 0 ? (
          <Fact name={t("ignored")}>
            {format.list(
              batch.ignoredColumns.map((name) => name.trim() || t("unnamed")),
              { type: "conjunction" },
            )}
          </Fact>
        ) : null}
        <Fact name={t("sha")} look="hash">
          {batch.sha256.slice(0, 32)}
          <br />
          {batch.sha256.slice(32)}
        </Fact>
        <Fact name={t("batch")} look="hash">
          <span title={batch.id}>{shortBatchId(batch.id)}</span>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, look, children }: { name: string; look?: "hash"; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={look}>{children}</dd>
    </div>
  );
}
