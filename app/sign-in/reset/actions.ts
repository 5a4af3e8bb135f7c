"use server";
// The deed of a link to a new password (spec 8): open to whoever has the link. Called by the form beside it.
import { redirect } from "next/navigation";
import { networkAddress } from "@/lib/auth";
import { setPasswordByLink } from "@/lib/auth/password-reset";
import type { NewPasswordProblem } from "../../_components/new-password";
import { newPasswordOf } from "../new-password";

export type ResetState = { readonly tries: number; readonly code?: NewPasswordProblem | "closed" };

/** Sets the password, which uses up the link and ends all sessions, and leads to the sign-in page. */
export async function resetPassword(before: ResetState, form: FormData): Promise<ResetState> {
  const state = { tries: before.tries + 1 };
  const typed = newPasswordOf(form);
  if ("problem" in typed) return { ...state, code: typed.problem };
  const answer = await setPasswordByLink(form.get("link"), typed.password, await networkAddress());
  if (!answer.ok) return { ...state, code: answer.code };
  redirect("/sign-in?set=password");
}
