// The list at the left of the pages under Authenticate. It guards nothing: each page calls requireFullAdmin.
// Used by Next around authenticate.
import type { ReactNode } from "react";
import { Sheet } from "@/app/_components/sheet";
import { AuthenticateList } from "../_frame/links";

export default function AuthenticateLayout({ children }: { children: ReactNode }) {
  return <Sheet side={<AuthenticateList />}>{children}</Sheet>;
}
