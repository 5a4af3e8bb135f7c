// Where the frame leads: the links of the top bar and the list under Authenticate. A place stands here once its page exists.
// Used by the top bar, the left list and the switch over a title.
import { Archive, ScrollText, UserCog, UsersRound } from "lucide-react";

export const MAIN = [
  { name: "users", href: "/users" },
  { name: "reports", href: "/reports" },
] as const;

export const AUTHENTICATE = [
  { name: "automate", href: "/authenticate/automate-user-management", Icon: UsersRound },
  { name: "admins", href: "/authenticate/admins", Icon: UserCog },
  { name: "references", href: "/authenticate/retained-references", Icon: Archive },
  { name: "auditLog", href: "/authenticate/audit-log", Icon: ScrollText },
] as const;
