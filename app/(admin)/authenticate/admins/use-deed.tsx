"use client";
// Keeps which deed is being asked about, and loads its dialog when it is wanted. Used by both tables beside it.
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useToast } from "@/app/_components/toast";

const DeedDialog = dynamic(() => import("./deed-dialog").then((file) => file.DeedDialog), { ssr: false });

export type DeedAnswer = { ok: boolean; code?: string; asked?: boolean; minutes?: number };
export type Asked = {
  /** Its words stand under `admins.asks`. */
  kind:
    | "promote"
    | "demote"
    | "demoteSelf"
    | "remove"
    | "removeSelf"
    | "again"
    | "withdraw"
    | "requireSso"
    | "allowPasswords";
  name: string;
  /** How many admins cannot sign in by it. */
  unlinked?: number;
  /** It ends the session of whoever does it. */
  leaves?: boolean;
  act: (password: string | undefined) => Promise<DeedAnswer>;
};

export function useDeed(): { ask: (deed: Asked) => void; dialog: ReactNode } {
  const t = useTranslations("admins.asks");
  const router = useRouter();
  const say = useToast();
  const [asked, setAsked] = useState<Asked | null>(null);
  return {
    ask: setAsked,
    dialog: asked ? (
      <DeedDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onDone={(answer) => {
          setAsked(null);
          if (asked.leaves) return window.location.assign("/sign-in");
          say(t(answer.asked ? "promote.asked" : `${asked.kind}.done`, { name: asked.name }));
          // The row may be gone; the keyboard stays on the page.
          document.getElementById("content")?.focus();
          router.refresh();
        }}
      />
    ) : null,
  };
}
