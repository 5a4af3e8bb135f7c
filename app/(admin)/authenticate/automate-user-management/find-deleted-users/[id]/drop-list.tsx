"use client";
// Done with a list: what was uploaded goes at once, instead of after a day. Used by the page of the list.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../../user-deletion/dialog/failures";
import { dropList } from "../actions";
import { FIND } from "../list-paths";

export function DropList({ listId, processing }: { listId: string; processing: boolean }) {
  const t = useTranslations("find-deleted-users.page");
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);

  const drop = async () => {
    setBusy(true);
    try {
      const { ok } = await dropList(listId);
      say(t(ok ? "dropped" : "notDropped"));
      if (ok && !processing) router.push(FIND);
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else router.refresh();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Button busy={busy} onClick={drop}>
      {t(processing ? "stop" : "done")}
    </Button>
  );
}
