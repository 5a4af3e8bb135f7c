// The bare address. Leads to Users, which sends whoever is signed out to the sign-in page.
import { redirect } from "next/navigation";

export default function Start() {
  redirect("/users");
}
