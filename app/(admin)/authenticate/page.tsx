// The entry of the account menu. Leads to the first page of the list, for full admins.
import { redirect } from "next/navigation";
import { requireFullAdmin } from "@/lib/auth";

export default async function Authenticate() {
  await requireFullAdmin();
  redirect("/authenticate/automate-user-management");
}
