// Owns the export of the Users list (spec sections 3 and 9). Called by app/(admin)/users/export.csv alone.
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import type { FullAdmin } from "@/lib/auth";
import { spreadsheetRecords } from "@/lib/csv/spreadsheet";
import { type LearnerFilter, matches, searchTerm } from "./filter";

/** The two deletion columns first: the file goes in as it is where learners are deleted. */
export const EXPORT_COLUMNS = [
  "primary_email_address",
  "unique_user_id",
  "name",
  "groups",
  "learning_hours",
  "completions",
  "last_active",
] as const;

/** How many learners a statement reads. Between statements no connection is held, however slowly the file is taken. */
const BATCH = 2_000;

type Exported = {
  id: number;
  sortName: string;
  name: string;
  primaryEmailAddress: string | null;
  uniqueUserId: string | null;
  groups: string;
  secondsViewed: number;
  completions: number;
  lastActiveAt: Date | null;
};

/**
 * The filtered list by name, as the bytes of a CSV that the reader's Excel opens: UTF-8 with BOM, in Indonesian a semicolon
 * and a decimal comma. Every match is in it, however many. The download stands in the audit log before its first byte.
 */
export async function exportLearners(
  admin: FullAdmin,
  filter: LearnerFilter,
  language: "en" | "id",
  address: string | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const { organizationId, adminId } = admin;
  await transaction((tx) =>
    appendAudit(tx, {
      organizationId,
      adminId,
      action: "users.exported",
      // What was searched for is personal data; that something was is not.
      details: { searched: searchTerm(filter.search) !== "", group: filter.groupId ?? null },
      address,
    }),
  );
  const lines = (rows: string[][]) => new TextEncoder().encode(spreadsheetRecords(rows, language === "id" ? ";" : ","));
  const batches = inBatches(organizationId, filter);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("\uFEFF"));
      controller.enqueue(lines([[...EXPORT_COLUMNS]]));
    },
    async pull(controller) {
      const { value, done } = await batches.next();
      if (done) controller.close();
      else controller.enqueue(lines(value.map((row) => cells(row, language))));
    },
    async cancel() {
      await batches.return(undefined);
    },
  });
}

function cells(row: Exported, language: "en" | "id"): string[] {
  const hours = (row.secondsViewed / 3600).toFixed(2);
  return [
    row.primaryEmailAddress ?? "",
    row.uniqueUserId ?? "",
    row.name,
    row.groups,
    language === "id" ? hours.replace(".", ",") : hours,
    String(row.completions),
    row.lastActiveAt?.toISOString() ?? "",
  ];
}

async function* inBatches(organizationId: number, filter: LearnerFilter): AsyncGenerator<Exported[], void> {
  const condition = () => matches(organizationId, filter);
  let last: Exported | undefined;
  for (;;) {
    const beyond: ReturnType<typeof condition> = last
      ? sql`and (l.sort_name, l.id) > (${last.sortName}, ${last.id}::bigint)`
      : sql``;
    const rows: Exported[] = await sql<Exported[]>`
      select l.id, l.sort_name as "sortName", l.name, l.primary_email_address as "primaryEmailAddress",
             l.unique_user_id as "uniqueUserId",
             array_to_string(array(
               select g.name from group_memberships m
               join groups g on g.organization_id = m.organization_id and g.id = m.group_id
               where m.organization_id = l.organization_id and m.learner_id = l.id order by g.name), ', ') as groups,
             l.seconds_viewed as "secondsViewed", l.completions, l.last_active_at as "lastActiveAt"
      from learners l
      where l.organization_id = ${organizationId} and ${condition()} ${beyond}
      order by l.sort_name, l.id limit ${BATCH}`;
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    last = rows.at(-1);
  }
}
