// What a deed that did not come back means. Used by the flows of the sections and what they stand on.

/** The answer was the sign-in page or a refusal: Next is on its way there, or has to be asked for the page anew. */
export function leadsAway(error: unknown): boolean {
  const digest = (error as { digest?: unknown } | null)?.digest;
  return typeof digest === "string" && (digest.startsWith("NEXT_REDIRECT") || digest.startsWith("NEXT_HTTP_ERROR"));
}

/** Whoever may no longer do this sees why: the page is asked for anew, and its guard answers. */
export function askPageAgain(error?: unknown): void {
  const digest = (error as { digest?: string } | undefined)?.digest;
  if (!digest?.startsWith("NEXT_REDIRECT")) window.location.reload();
}
