// Step 3 of a file that did not pass: nothing was deleted, and every reason with its place (spec 2, step 10b). Used by
// deletion-dialog.tsx.
import { useTranslations } from "next-intl";
import { State } from "@/app/_components/state";

export function StepTerminated({ reasons }: { reasons: string[] }) {
  const t = useTranslations("deletion.terminated");
  const tState = useTranslations("batches.states");
  return (
    <>
      <div className="grid gap-1">
        <State kind="bad">{tState("terminated")}</State>
        <p className="headline">
          <b>{t("nothing")}</b>
        </p>
        <p className="soft">{t("text", { count: reasons.length })}</p>
      </div>
      <ul className="facts">
        {reasons.map((reason) => (
          <li key={reason} className="border-line border-t px-3.5 py-2.5 first:border-t-0 wrap-anywhere">
            {reason}
          </li>
        ))}
      </ul>
      <p className="soft">{t("next")}</p>
    </>
  );
}
