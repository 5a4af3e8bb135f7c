// The last word of the dialog: the notification that the file is being processed (spec 2, step 12), and what there is to say where
// a batch is not to be gone on with here. Used by deletion-dialog.tsx.
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Notice } from "@/app/_components/notice";
import { Time } from "@/app/_components/time";
import { NO_CROSS } from "../../_upload/upload-frame";
import type { Ordered, Shown } from "../preview";
import type { Step } from "./flow";

export function StepOrdered({
  ordered,
  as,
}: {
  ordered: Ordered;
  as: "processing" | "scheduled" | "awaiting_approval" | "ended";
}) {
  const t = useTranslations("deletion.ordered");
  const { startsAt } = ordered;
  return (
    <>
      <Notice
        icon={<CircleCheck className="i text-accent" />}
        // One Close is enough: beside the button, the cross would only say the same again.
        title={<span className={`wrap-anywhere ${NO_CROSS}`}>{ordered.fileName}</span>}
      >
        {t.rich(`${as}.text`, {
          users: ordered.users,
          at: () => (startsAt ? <Time at={startsAt} within /> : null),
        })}
      </Notice>
      <p className="soft">{t(`${as}.next`)}</p>
    </>
  );
}

export function Elsewhere({
  why,
  shown,
}: {
  why: Extract<Step, { at: "elsewhere" }>["why"];
  shown: Extract<Shown, { batchId: string }> | undefined;
}) {
  const t = useTranslations("deletion.elsewhere");
  return (
    <p className="soft wrap-anywhere">
      {t(`${why}.text`, {
        file: shown?.fileName ?? "",
        name: shown?.at === "not_yours" ? shown.uploadedBy : "",
      })}
    </p>
  );
}
