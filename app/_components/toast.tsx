"use client";
// Says in passing that something was done; never an error, which must stay until it is read. Mounted once by the root layout,
// used by client components through useToast.
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

/** Fetched with the first toast: most pages never show one. */
const ShownToasts = dynamic(() => import("./shown-toasts"), { ssr: false });

export type Said = { id: number; text: string };

const Say = createContext<(text: string) => void>(() => {});

export function Toasts({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Said>();
  const say = useCallback((text: string) => setSaid((last) => ({ id: (last?.id ?? 0) + 1, text })), []);
  return (
    <Say value={say}>
      {children}
      {said ? <ShownToasts said={said} /> : null}
    </Say>
  );
}

/** `const done = useToast(); done(t("saved"))` */
export function useToast(): (text: string) => void {
  return useContext(Say);
}
