"use server";
// The deed of an invitation's link (spec 8): open to whoever has the link. Called by the form beside it.
import { redirect } from "next/navigation";
import { acceptInvitation, invitationOf } from "@/lib/admins/accepting";
import { networkAddress } from "@/lib/auth";
import { isConfigured, keepPurpose } from "@/lib/single-sign-on";
import type { NewPasswordProblem } from "../../_components/new-password";
import { newPasswordOf } from "../new-password";

export type AcceptState = {
  readonly tries: number;
  readonly code?: NewPasswordProblem | "closed" | "elsewhere" | "otherWay";
};

/** Makes the admin, which uses up the link, and leads to the sign-in page. */
export async function accept(before: AcceptState, form: FormData): Promise<AcceptState> {
  const state = { tries: before.tries + 1 };
  const typed = newPasswordOf(form);
  if ("problem" in typed) return { ...state, code: typed.problem };
  const answer = await acceptInvitation(form.get("link"), { password: typed.password }, await networkAddress());
  if (answer.ok) redirect("/sign-in?set=invitation");
  switch (answer.code) {
    case "other_way":
      return { ...state, code: "otherWay" };
    case "taken":
      return { ...state, code: "closed" };
    default:
      return { ...state, code: answer.code };
  }
}

export type WayState = {
  readonly tries: number;
  readonly closed?: boolean;
  /** Kept what they go there for: the way to the provider. Coming back makes the admin. */
  readonly go?: string;
};

/** Accepting where the organization requires single sign-on. Nothing is changed until the provider says who it is. */
export async function acceptAtProvider(before: WayState, form: FormData): Promise<WayState> {
  const tries = before.tries + 1;
  const link = form.get("link");
  const invitation = isConfigured() ? await invitationOf(link) : undefined;
  if (!invitation?.singleSignOn || typeof link !== "string") return { tries, closed: true };
  await keepPurpose({ for: "join", link });
  return { tries, go: "/sign-in/single-sign-on?for=join" };
}
