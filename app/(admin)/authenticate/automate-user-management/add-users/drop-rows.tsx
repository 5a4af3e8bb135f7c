"use client";
// Removes the rows of a file that is done, before its day is over. Used by list-table.tsx.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LinkButton } from "@/app/_components/button";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { dropListValues } from "./actions";

export function DropRows({ listId, fileName }: { listId: string; fileName: string }) {
  const t = useTranslations("add-users.brief");
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  return (
    <LinkButton
      aria-label={`${t("drop")}: ${fileName}`}
      disabled={busy}
      onClick={async () => {
        setBusy(true);
        try {
          const answer = await dropListValues(listId);
          if (answer.ok) say(t("dropped", { file: fileName }));
        } catch (error) {
          if (leadsAway(error)) askPageAgain(error);
        }
        setBusy(false);
        router.refresh();
      }}
    >
      {t("drop")}
    </LinkButton>
  );
}
