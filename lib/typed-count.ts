// The number that has to be typed before Confirm (spec 2, step 11). Pure: the dialog switches its button by it, and
// lib/batches/confirm.ts decides by it.

/** Spec 2, step 11: 3000, 3.000 and 3,000 all do (and a space between the thousands). */
export function typedCountMatches(typed: string, users: number): boolean {
  const text = typed.trim();
  return /^\d{1,3}([.,\u00a0\u202f ]\d{3})*$|^\d+$/.test(text) && Number(text.replace(/\D/g, "")) === users;
}
