"use server";
// The deed of an invitation's link (spec 8): open to whoever has the link. Called by the form beside it.
import { redirect } from "next/navigation";
import { acceptInvitation } from "@/lib/admins/accepting";
import { networkAddress } from "@/lib/auth";
import type { NewPasswordProblem } from "../../_components/new-password";
import { newPasswordOf } from "../new-password";

export type AcceptState = { readonly tries: number; readonly code?: NewPasswordProblem | "closed" | "elsewhere" };

/** Makes the admin, which uses up the link, and leads to the sign-in page. */
export async function accept(before: AcceptState, form: FormData): Promise<AcceptState> {
  const state = { tries: before.tries + 1 };
  const typed = newPasswordOf(form);
  if ("problem" in typed) return { ...state, code: typed.problem };
  const answer = await acceptInvitation(form.get("link"), typed.password, await networkAddress());
  if (!answer.ok) return { ...state, code: answer.code };
  redirect("/sign-in?set=invitation");
}
