// Owns what goes in and out of the API, as zod schemas: requests are parsed by them, answers are made to them, and the OpenAPI
// description is generated from them. Pure. Called by the files beside it and by app/api/v1.
import { z } from "zod";
import { freeText } from "@/lib/free-text";
import { BATCH_STATES, OUTCOMES } from "@/lib/outcomes";

const moment = z.iso.datetime().describe("An instant, in UTC.");
const id = z.uuid();
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256 of the whole file, lower-case hex.");
const count = z.number().int().min(0);
const counts = z
  .partialRecord(z.enum(OUTCOMES), count)
  .describe("Rows by outcome; an outcome that no row has is left out.");

export const Announcement = z
  .strictObject({
    file_name: z.string().min(1).max(4096).describe("Must end in .csv."),
    bytes: z.number().int().min(0).describe("Size of the whole file. Smaller than 15 × 1024 × 1024."),
    sha256,
  })
  .describe("A file that is sent in slices afterwards.");

export const Order = z
  .strictObject({
    expected_users: z.number().int().min(1).describe("How many users the caller means to delete: preview.users."),
    preview_number: z.number().int().min(1).describe("The preview that was read: preview.number."),
    reference: freeText(200).optional().describe("An HR ticket. No names."),
  })
  .describe("Orders exactly what the preview showed.");

const Refusal = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.string().optional(),
});

const Preview = z.object({
  number: z.number().int().min(1).describe("Grows with every preview. Confirm names the one it has read."),
  users: count.describe("How many users would be deleted."),
  counts,
  goes_with_them: z.object({
    courses: count,
    completions: count,
    seconds_viewed: count,
    assignments: count,
    memberships: count,
  }),
  active_lately: count.describe("How many of the users were active in the last 30 days."),
  changed: counts
    .nullable()
    .describe("What became of users whom an earlier preview of this batch would still have deleted."),
});

export const Batch = z
  .object({
    id,
    state: z.enum(BATCH_STATES),
    file_name: z.string(),
    bytes: count,
    sha256,
    rows: count.nullable().describe("Data lines of the file, once it is checked."),
    reference: z.string().nullable(),
    uploaded_by: z.string().describe("Name of the admin."),
    confirmed_by: z.string().nullable(),
    approved_by: z.string().nullable(),
    created_at: moment,
    previewed_at: moment.nullable(),
    confirmed_at: moment.nullable(),
    starts_at: moment.nullable().describe("When the deletion starts or started; until then it can be cancelled."),
    started_at: moment.nullable(),
    ended_at: moment.nullable(),
    refusals: z.array(Refusal).nullable().describe("Why the file did not pass, in state terminated."),
    preview: Preview.nullable(),
    counts: counts.describe("What has become of the rows so far."),
    to_do: count.describe("Rows without an outcome yet."),
    results_available: z.boolean().describe("Whether results.csv can be had: until 30 days after the end."),
  })
  .describe("A deletion batch: one uploaded CSV and all that becomes of it.");

export const Slices = z.object({
  batch: Batch,
  slice_bytes: z.number().int().describe("Size of every slice but the last, which may be smaller."),
  slices: z.number().int().describe("How many there are: PUT each, then complete."),
});

export const BatchList = z.object({
  batches: z.array(Batch),
  next: id.nullable().describe("Give it as `after` for the next page."),
});

export const Problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe("Stable; decide by this one."),
    message: z.string().describe("What happened, what was not done, what to do next."),
    missing: z.array(z.number().int()).optional().describe("With slices_missing: which to send again."),
    batch: Batch.optional().describe(
      "With preview_changed and count_differs: the batch as it stands, with its preview.",
    ),
  })
  .describe("Why something was not done (RFC 9457).");

export type ApiBatch = z.infer<typeof Batch>;

export const ListQuery = z.object({
  state: z.enum(BATCH_STATES).optional(),
  after: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
