// The tables of a report as files: CSV that the reader's Excel opens (spec section 3). No person is in them, so whoever may read
// the report may take them. Called by the route handler under app/(admin)/reports.
import type { Admin } from "@/lib/auth";
import { spreadsheetRecords } from "@/lib/csv/spreadsheet";
import type { ReportRange } from "./months";
import { type Report, readReport } from "./report";

export const REPORT_TABLES = ["months", "courses", "groups"] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

type Cell = string | number | Hours;
/** Written with the reader's decimal sign. */
type Hours = { readonly hours: number };

const hours = (seconds: number): Hours => ({ hours: seconds / 3600 });

const CONTENT: Record<ReportTable, { columns: string[]; lines: (report: Report) => Cell[][] }> = {
  months: {
    columns: ["month", "learning_hours", "completions", "active_learners"],
    lines: ({ months }) => months.map((m) => [m.month, hours(m.seconds), m.completions, m.learners]),
  },
  courses: {
    columns: ["course", "learning_hours", "completions"],
    lines: ({ courses }) => courses.map((c) => [c.title, hours(c.seconds), c.completions]),
  },
  groups: {
    columns: ["group", "learners", "learning_hours", "completions"],
    lines: ({ groups }) => groups.map((g) => [g.name, g.members, hours(g.seconds), g.completions]),
  },
};

/** UTF-8 with BOM; a semicolon and a decimal comma in Indonesian, a comma and a point in English. */
export async function reportFile(
  admin: Admin,
  table: ReportTable,
  range: ReportRange,
  language: "en" | "id",
): Promise<string> {
  const { columns, lines } = CONTENT[table];
  const write = (cell: Cell): string => {
    if (typeof cell === "number") return String(cell);
    if (typeof cell === "string") return cell;
    const text = cell.hours.toFixed(2);
    return language === "id" ? text.replace(".", ",") : text;
  };
  const rows = lines(await readReport(admin, range)).map((line) => line.map(write));
  const delimiter = language === "id" ? ";" : ",";
  return `\ufeff${spreadsheetRecords([columns, ...rows], delimiter)}`;
}
