"use server";
// The deed of /verify: open to anybody, reads nothing of any organization, and writes nothing but the count of tries. Called by
// the form beside it.
import { z } from "zod";
import { MAX_CERTIFICATE_BYTES, verifyCertificate } from "@/lib/certificate";

export type VerifyState = {
  /** Grows with every answer, so that the same words twice are said twice. */
  readonly tries: number;
  readonly answer?: "genuine" | "not_genuine" | "nothing" | "too_many";
  readonly minutes?: number;
  /** What was pasted, so that it is not lost. */
  readonly text: string;
};

const given = z.object({ file: z.instanceof(File).optional(), text: z.string().default("") });

/** Whether what was chosen, or else pasted, is a genuine certificate; the same answer for everything that is not. */
export async function verify(before: VerifyState, form: FormData): Promise<VerifyState> {
  const input = given.safeParse({ file: form.get("file") ?? undefined, text: form.get("text") ?? undefined });
  const { file, text } = input.data ?? { text: "" };
  const chosen = file !== undefined && file.size > 0;
  const tries = before.tries + 1;
  const kept = chosen ? "" : text.slice(0, MAX_CERTIFICATE_BYTES);
  if (!chosen && text.trim() === "") return { tries, answer: "nothing", text: "" };
  // Not read to the end: one byte too many is enough to say no.
  const verdict = await verifyCertificate(chosen ? await file.slice(0, MAX_CERTIFICATE_BYTES + 1).text() : text);
  if ("wait" in verdict) return { tries, answer: "too_many", minutes: verdict.wait, text: kept };
  return { tries, answer: verdict.genuine ? "genuine" : "not_genuine", text: kept };
}
