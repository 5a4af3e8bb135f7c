// Owns what the API does, address by address: scope, what goes in, what comes out, how it is refused. Pure data. Called by
// openapi.ts, which makes the description of it.
import type { ProblemCode } from "./problems";
import { Announcement, Batch, BatchList, Order, Problem, Slices } from "./schemas";

export const COMPONENTS = { Announcement, Batch, BatchList, Order, Problem, Slices };
export type Component = keyof typeof COMPONENTS;

export type Operation = {
  method: "get" | "post" | "put";
  path: string;
  id: string;
  summary: string;
  description?: string;
  scope: "read" | "order";
  query?: { name: string; description: string; schema: object; required?: true }[];
  body?: { [type: string]: Component | "csv" | "bytes" };
  /** Status, what it is, and what it holds. */
  answers: Record<number, [string, (Component | "csv" | ("Batch" | "Slices")[])?]>;
  problems: ProblemCode[];
  repeatable?: true;
};

/** How any request can be refused. */
export const EVERYWHERE: ProblemCode[] = ["unauthorized", "too_many_requests", "unavailable"];
const REPEATS: ProblemCode[] = ["idempotency_key_malformed", "idempotency_key_reused", "request_in_progress"];

export const OPERATIONS: Operation[] = [
  {
    method: "get",
    path: "/batches",
    id: "listBatches",
    summary: "List batches, newest first",
    scope: "read",
    query: [
      { name: "state", description: "Only batches in this state.", schema: { type: "string" } },
      { name: "after", description: "`next` of the page before.", schema: { type: "string", format: "uuid" } },
      {
        name: "limit",
        description: "At most so many.",
        schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
      },
    ],
    answers: { 200: ["A page of batches.", "BatchList"] },
    problems: ["malformed"],
  },
  {
    method: "post",
    path: "/batches",
    id: "uploadFile",
    summary: "Upload a CSV",
    description:
      "Up to 4 MB the file itself, as text/csv, with its name in `file_name`: it is checked at once. Above that announce it as application/json, PUT its slices and complete it.",
    scope: "order",
    query: [
      {
        name: "file_name",
        description: "Of a text/csv body. Must end in .csv.",
        schema: { type: "string", default: "upload.csv" },
      },
    ],
    body: { "text/csv": "csv", "application/json": "Announcement" },
    answers: {
      201: ["Taken and being checked (text/csv), or opened for its slices (application/json).", ["Batch", "Slices"]],
    },
    problems: ["scope", "too_large", "media_type", "malformed", "not_csv_name", "too_many_uploads", ...REPEATS],
    repeatable: true,
  },
  {
    method: "get",
    path: "/batches/{id}",
    id: "readBatch",
    summary: "Read a batch: state, preview, progress",
    scope: "read",
    answers: {
      200: ["The batch as it stands. Ask again while its state is checking, scheduled or processing.", "Batch"],
    },
    problems: ["not_found"],
  },
  {
    method: "put",
    path: "/batches/{id}/slices/{index}",
    id: "putSlice",
    summary: "Send one slice of an announced file",
    description: "Counted from 0, each of `slice_bytes` but the last. The same slice again replaces itself.",
    scope: "order",
    body: { "application/octet-stream": "bytes" },
    answers: { 204: ["Taken."] },
    problems: ["scope", "not_found", "too_large", "slice_out_of_place"],
  },
  {
    method: "post",
    path: "/batches/{id}/complete",
    id: "completeUpload",
    summary: "All slices are sent: check the file",
    description: "A file whose size or SHA-256 is not what was announced ends as terminated.",
    scope: "order",
    answers: { 202: ["Being checked.", "Batch"] },
    problems: ["scope", "not_found", "slices_missing", ...REPEATS],
    repeatable: true,
  },
  {
    method: "post",
    path: "/batches/{id}/confirm",
    id: "confirmBatch",
    summary: "Order the deletion that the preview shows",
    description:
      "The number of users must be the expected one, and the preview the one that was read. The organization’s safeguards hold as in the browser: the order may start later, or wait for a second admin’s approval, which no token can give.",
    scope: "order",
    body: { "application/json": "Order" },
    answers: { 200: ["Ordered: see state and starts_at.", "Batch"] },
    problems: [
      "scope",
      "malformed",
      "not_found",
      "not_uploader",
      "count_differs",
      "preview_changed",
      "not_ready",
      "nobody_to_delete",
      ...REPEATS,
    ],
    repeatable: true,
  },
  {
    method: "post",
    path: "/batches/{id}/cancel",
    id: "cancelBatch",
    summary: "Cancel what has not started, or stop what runs",
    description: "Before the start nothing is lost. Of a batch that is processing, what is deleted stays deleted.",
    scope: "order",
    answers: { 200: ["Cancelled, or being stopped.", "Batch"] },
    problems: ["scope", "not_found", "not_cancellable", ...REPEATS],
    repeatable: true,
  },
  {
    method: "get",
    path: "/batches/{id}/results.csv",
    id: "readResults",
    summary: "The results file: every row that does not delete, with the reason",
    scope: "read",
    answers: { 200: ["UTF-8 with BOM, in the delimiter of the upload.", "csv"] },
    problems: ["not_found", "gone"],
  },
  {
    method: "get",
    path: "/batches/{id}/outcomes.csv",
    id: "readOutcomes",
    summary: "The full outcome file: one line for every row",
    scope: "read",
    answers: { 200: ["Rows that were deleted carry number and outcome, no personal data.", "csv"] },
    problems: ["not_found"],
  },
  {
    method: "get",
    path: "/batches/{id}/copy.csv",
    id: "readCopy",
    summary: "The copy to keep, before the deletion: every row with name, groups, last activity and completions",
    scope: "read",
    answers: { 200: ["Personal data: the audit log records that it was fetched.", "csv"] },
    problems: ["not_found"],
  },
];
