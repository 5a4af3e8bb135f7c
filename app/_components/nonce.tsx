"use client";
// Gives Base UI the nonce its style elements need. Used by the root layout.
import { CSPProvider } from "@base-ui/react/csp-provider";
import { type ReactNode, useState } from "react";

/**
 * The policy in force is that of the document's first response: a refresh brings a new nonce, which that policy does not know,
 * so the first one is kept. Browsers hide nonces from scripts of others, hence not read from the DOM.
 */
export function Nonce({ value, children }: { value: string | undefined; children: ReactNode }) {
  const [first] = useState(value);
  return <CSPProvider nonce={first}>{children}</CSPProvider>;
}
