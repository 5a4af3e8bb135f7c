"use server";
// The deed of *Forgot password* (spec 8): open to anybody, and it answers the same whoever's address it is. Called by the form
// beside it.
import { after } from "next/server";
import { getLocale } from "next-intl/server";
import { networkAddress } from "@/lib/auth";
import { countPasswordReset, sendPasswordReset } from "@/lib/auth/password-reset";

export type ForgotState = {
  readonly tries: number;
  readonly email: string;
  readonly code?: "asked" | "too_many" | "empty";
  readonly minutes?: number;
};

/** Asks for a link. What is done about it happens once the answer is out, so that its time says nothing either. */
export async function askForLink(before: ForgotState, form: FormData): Promise<ForgotState> {
  const value = form.get("email");
  const email = typeof value === "string" ? value.trim().slice(0, 320) : "";
  const state = { tries: before.tries + 1, email };
  if (!email) return { ...state, code: "empty" };
  const [address, language] = await Promise.all([networkAddress(), getLocale()]);
  const minutes = await countPasswordReset(email, address);
  if (minutes) return { ...state, code: "too_many", minutes };
  after(() => sendPasswordReset(email, language, address));
  return { ...state, code: "asked" };
}
