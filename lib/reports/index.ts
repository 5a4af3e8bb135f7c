// The door to reports (spec 9): sums by month, course and group that are never scanned from learning data (README, "Reports
// never scan"). Called by the Reports page, its files, and lib/processing, which folds what deletions have left.
export { REPORT_TABLES, type ReportTable, reportFile } from "./files";
export { foldReportTotals } from "./folding";
export { addMonths, isMonth, type Month, monthsFrom, type ReportRange } from "./months";
export {
  type CourseSums,
  type GroupSums,
  type MonthSums,
  type Report,
  readReport,
  reportMonths,
  type Sums,
  sumOf,
} from "./report";
