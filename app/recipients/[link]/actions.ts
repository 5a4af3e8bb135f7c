"use server";
// The deed of a recipient's link: open to anybody, for whoever has the link has the mail. Called by the form beside it.
import { z } from "zod";
import { type Asked, confirmByLink } from "@/lib/notifications";

/** `over`: the link is none, was used, or is too old. */
export type Standing = ({ at: "asked" | "confirmed" } & Asked) | { at: "over" };

/** Confirms the recipient whom the link names, once. */
export async function confirmRecipient(before: Standing, form: FormData): Promise<Standing> {
  const link = z.string().max(200).safeParse(form.get("link"));
  if (before.at === "confirmed") return before;
  const confirmed = link.success ? await confirmByLink(link.data) : undefined;
  return confirmed ? { at: "confirmed", ...confirmed } : { at: "over" };
}
