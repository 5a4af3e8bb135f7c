// A process that works on one list and nothing else, to be killed. Started by add-users.spec.ts with organization and list.
import { workOnList } from "@/lib/lists";

console.log("running");
while ((await workOnList(Number(process.argv[2]), process.argv[3] ?? "")) === "more") {
  // The next portion.
}
