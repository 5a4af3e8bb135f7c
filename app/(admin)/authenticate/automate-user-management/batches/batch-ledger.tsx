// The ledger of rows by outcome, in the fixed order, with the words of outcomes. Used by the batch page, the lists of batches and
// the preview; it imports no value of lib, so a client component that has the words of `batches` may draw it too.
import { useTranslations } from "next-intl";
import { Ledger, Swatch } from "@/app/_components/ledger";
import type { Counts, Outcome } from "@/lib/outcomes";

/** The compiler asks for every outcome; the order is the look's. */
const IN_ORDER = {
  deleted: 1,
  not_found: 2,
  already_deleted: 3,
  duplicate: 4,
  invalid: 5,
  mismatch: 6,
  protected: 7,
  failed: 8,
  cancelled: 9,
} satisfies Record<Outcome, number>;
export const LEDGER_ORDER = Object.keys(IN_ORDER) as Outcome[];

/** `progress` is for the one headline ledger of a page while it runs (see _components/ledger). */
export function BatchLedger({
  counts,
  toDo = 0,
  size,
  running,
  progress,
}: {
  counts: Counts;
  toDo?: number;
  size?: "thin" | "middle" | "tall";
  running?: boolean;
  progress?: { label: string; percent: number; text: string };
}) {
  const t = useTranslations("batches.outcomes");
  const parts = LEDGER_ORDER.map((name) => ({ name, label: small(t(name)), count: counts[name] ?? 0 }));
  return (
    <Ledger
      parts={parts}
      todo={{ label: small(t("to_do")), count: toDo }}
      size={size}
      running={running}
      progress={progress}
    />
  );
}

/** An outcome as the table writes it: swatch and word. `to_do` for a row without one yet. */
export function OutcomeWord({ outcome }: { outcome: Outcome | "to_do" }) {
  const t = useTranslations("batches.outcomes");
  return <Swatch name={outcome === "to_do" ? "pending" : outcome}>{t(outcome)}</Swatch>;
}

/** Words of a list begin small in a running text; neither language has an outcome that must not. */
const small = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
