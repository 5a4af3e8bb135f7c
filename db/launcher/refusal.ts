// What stops the start for a reason the reader can do something about. Thrown by the launcher's pieces, printed by it.

/** The message is one line: what is wrong, and what to do. */
export class StartRefused extends Error {}
