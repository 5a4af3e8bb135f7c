// Whether somebody reads pages of this process at the moment. Told by the guards of lib/auth; asked by lib/processing/run.ts,
// which then leaves half of its lanes idle: a batch has time, somebody before a page has not.

/** So long after a page was asked for its reader is taken to be there still: the page is being made, the next one is near. */
const READING_MS = 500;

/** Of the process, whichever of Next's bundles asks. */
const held = globalThis as { learningAdminReadAt?: number };

/** An action is no reading: whoever has just pressed Confirm waits for the batch. */
export function noteReader(request: Headers): void {
  if (!request.has("next-action")) held.learningAdminReadAt = performance.now();
}

export const somebodyReads = (): boolean =>
  held.learningAdminReadAt !== undefined && performance.now() - held.learningAdminReadAt < READING_MS;
