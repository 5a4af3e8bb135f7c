// Owns how the API says that something was not done: code, status, and a sentence (RFC 9457). Pure. Called by the handlers of the API.
import type { z } from "zod";
import type { Problem } from "./schemas";

/** Status and words of every code. Codes are stable: callers decide by them. */
export const PROBLEMS = {
  malformed: [422, "The request is not what this address takes. Nothing was done. See /api/v1/openapi.json."],
  idempotency_key_reused: [422, "This idempotency key was used for another request. Nothing was done. Use a new key."],
  idempotency_key_malformed: [422, "An idempotency key has 1 to 200 printable ASCII characters. Nothing was done."],
  not_csv_name: [422, "Only CSV is supported: the file’s name must end with .csv. Nothing was done."],
  slice_out_of_place: [
    422,
    "This slice’s size is not what its place in the file asks for. It was not taken; send it again whole.",
  ],
  unauthorized: [
    401,
    "A bearer token is needed, and this is none that lives: it may be mistyped, revoked or past its end. Nothing was done.",
  ],
  scope: [403, "This token may read, not order. Nothing was done. Use a token with the scope “order”."],
  not_uploader: [
    403,
    "Only the admin who uploaded the file can confirm it, and this token acts for another. Nothing was ordered.",
  ],
  not_found: [404, "There is no such thing in this organization, or not in this state. Nothing was done."],
  no_such_address: [404, "There is no such address. Nothing was done. See /api/v1/openapi.json."],
  method: [405, "This address does not take this method. Nothing was done. See /api/v1/openapi.json."],
  request_in_progress: [
    409,
    "The same request is still being worked on. Send it again in a few seconds, with the same key.",
  ],
  count_differs: [
    409,
    "The number of users is not the expected one. Nothing was ordered. Read the preview again, and find out why.",
  ],
  preview_changed: [
    409,
    "The preview is not the one that was read: it no longer held, or another took its place. Nothing was ordered. Read it again.",
  ],
  not_ready: [
    409,
    "The batch does not wait to be confirmed: it is still checked, was confirmed before, or has ended. Nothing was ordered.",
  ],
  nobody_to_delete: [
    409,
    "There is nobody to delete in this batch. Nothing was ordered. results.csv says why, row by row.",
  ],
  slices_missing: [409, "Some slices are not there yet. Send those that are missing, then complete again."],
  not_cancellable: [409, "The batch can’t be cancelled any more, or is another admin’s preview. Nothing was changed."],
  gone: [
    410,
    "This results file was kept for 30 days and is gone. The batch still tells the counts, and outcomes.csv what became of every row.",
  ],
  too_large: [
    413,
    "The body is too large. Nothing was taken. Send files above 4 MB in slices; files of 15 MB or more must be split.",
  ],
  media_type: [415, "This address takes text/csv (the file) or application/json (an announcement). Nothing was done."],
  too_many_uploads: [
    429,
    "Ten files of this admin are on their way or being checked. This one was not taken; send it when one of them is done.",
  ],
  too_many_requests: [429, "Too many requests. Nothing was done. Wait as long as Retry-After says."],
  unavailable: [503, "The server could not do it just now. Send the request again, with the same idempotency key."],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

const TITLES: Record<number, string> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

export type Refused = { problem: ProblemCode; missing?: number[]; batch?: z.infer<typeof Problem>["batch"] };

/** The body of a refusal. */
export function problemOf({ problem, missing, batch }: Refused): z.infer<typeof Problem> {
  const [status, message] = PROBLEMS[problem];
  return {
    type: "about:blank",
    title: TITLES[status] ?? "Error",
    status,
    code: problem,
    message,
    ...(missing ? { missing } : {}),
    ...(batch ? { batch } : {}),
  };
}
