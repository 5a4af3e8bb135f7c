// Free text that somebody gives and the database keeps: a reference, a reason, a name. Parsed by this at every door that takes one.
import { z } from "zod";

/** At most so many characters, trimmed, without the one character that no text in Postgres can hold. */
export const freeText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\0]*$/);
