// The ledger of a file of users to add, in its fixed order, with the words of its outcomes. Used by the dialog and the list of files.
import { useTranslations } from "next-intl";
import { Ledger } from "@/app/_components/ledger";
import type { ListCounts, ListOutcome } from "@/lib/lists";

export const LEDGER_ORDER = [
  "added",
  "to_add",
  "exists",
  "tombstoned",
  "invalid",
] as const satisfies readonly ListOutcome[];
export type AddOutcome = (typeof LEDGER_ORDER)[number];

export function AddLedger({
  counts,
  size,
  running,
}: {
  counts: ListCounts;
  size?: "thin" | "tall";
  running?: boolean;
}) {
  const t = useTranslations("add-users.outcomes");
  const names = running ? LEDGER_ORDER.filter((name) => name !== "to_add") : LEDGER_ORDER;
  return (
    <Ledger
      size={size ?? "middle"}
      parts={names.map((name) => ({ name, label: small(t(name)), count: counts[name] ?? 0 }))}
      {...(running && { running, todo: { label: small(t("to_add")), count: counts.to_add ?? 0 } })}
    />
  );
}

/** Words of a list begin small in a running text. */
const small = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
