// The file of a list's rows to download: streamed in portions by row number, in the upload's delimiter, safe to open in a
// spreadsheet and to upload again. Called by the route handler of the section.
import { ReadableStream as NodeStream } from "node:stream/web";
import { transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { spreadsheetRecords } from "../csv";
import type { Language } from "../explanations";
import type { ListPurpose, ListState } from "./purpose";
import { purposes } from "./purposes";
import { listRows, readList } from "./reading";

const PORTION = 5000;
const AVAILABLE: readonly ListState[] = ["ready", "processing", "completed"];

/** Opens the results of a list, and records that it was. `gone`: they were kept for a day. */
export async function openListResults(
  admin: FullAdmin,
  purpose: ListPurpose,
  listId: string,
  language: Language,
): Promise<{ fileName: string; body: ReadableStream<Uint8Array> } | "not_found" | "gone"> {
  const { organizationId, adminId, organizationName } = admin;
  const list = await readList(admin, purpose, listId);
  if (!list || !AVAILABLE.includes(list.state)) return "not_found";
  if (list.valuesDroppedAt) return "gone";
  await transaction((tx) =>
    appendAudit(tx, {
      organizationId,
      adminId,
      action: "list.results_downloaded",
      address: admin.address,
      details: { list: listId, purpose },
    }),
  );
  const { columns, outcomes, cells } = purposes[purpose].results;
  const delimiter = list.delimiter ?? ",";
  const reader = { language, organizationName, ended: list.state === "completed" };
  const lines = async function* () {
    const encoder = new TextEncoder();
    yield encoder.encode(`\ufeff${columns.join(delimiter)}\r\n`);
    for (let after = 0; ; ) {
      const rows = await listRows(admin, listId, { outcomes }, after, PORTION);
      if (rows.length > 0)
        yield encoder.encode(
          spreadsheetRecords(
            rows.map((row) => cells(row, reader)),
            delimiter,
          ),
        );
      if (rows.length < PORTION) return;
      after = rows.at(-1)?.rowNumber ?? after;
    }
  };
  return {
    fileName: `results-${listId.slice(0, 8)}.csv`,
    body: NodeStream.from(lines()) as ReadableStream<Uint8Array>,
  };
}
