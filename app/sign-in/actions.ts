"use server";
// The deed of the sign-in page: open to anybody, for it is how one becomes somebody. Called by the form beside it.
import type { Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { localPath, signInWithPassword, writeSessionCookie } from "@/lib/auth";

export type SignInState = {
  /** Grows with every refusal, so that the same words twice are said twice. */
  readonly tries: number;
  readonly refused?: "wrong" | "too_many" | "failed";
  readonly minutes?: number;
  /** What was typed, so that only the password is typed again. */
  readonly email: string;
  /** Signed in: the page or file to go to. */
  readonly go?: string;
};

/** Signs in and leads to the page that was asked for, or says why not. Next refuses it when another site's page sent it. */
export async function signIn(before: SignInState, form: FormData): Promise<SignInState> {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const email = text("email");
  const answer = await signInWithPassword(email, text("password"));
  if ("refused" in answer) return { tries: before.tries + 1, email: email.slice(0, 320), ...answer };
  await writeSessionCookie(answer.session);
  const then = localPath(form.get("then"));
  // Where scripts run the browser goes there itself: the router would ask for a file twice, and each is in the audit log.
  if ((await headers()).has("next-action")) return { tries: before.tries, email: "", go: then };
  redirect(then as Route);
}
