// How a list stands, as icon and word (look: "State of a batch"). Used by the section's lists and by the page of a list.
import { useTranslations } from "next-intl";
import { State, type StateKind } from "@/app/_components/state";
import type { List } from "@/lib/lists";

const KINDS: Record<List["state"], StateKind> = {
  uploading: "run",
  checking: "run",
  ready: "done",
  processing: "run",
  completed: "done",
  terminated: "bad",
  cancelled: "off",
  expired: "off",
};

export function ListState({ list }: { list: Pick<List, "state" | "checked" | "done"> }) {
  const t = useTranslations("find-deleted-users.states");
  const share = list.state === "checking" ? list.checked : list.state === "processing" ? list.done : 0;
  return (
    <State kind={KINDS[list.state]} {...(share > 0 ? { share: share * 100 } : {})}>
      {t(list.state)}
    </State>
  );
}
