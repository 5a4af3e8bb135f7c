// Step 4: the warning (spec 2, step 11). How many, when it starts, that it cannot be undone; the number typed where the safeguards
// ask for it; an optional reference. Used by deletion-dialog.tsx, whose footer has Confirm.
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useState } from "react";
import { Field } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { Time } from "@/app/_components/time";
import { typedCountMatches } from "@/lib/typed-count";
import type { ShownPreview } from "../preview";
import type { ConfirmProblem } from "./flow";

const REFERENCE_CHARACTERS = 200;

export function StepConfirm({
  preview,
  organization,
  problem,
  passwordAgain,
  field,
  typed,
  onTyped,
  reference,
  onReference,
}: {
  preview: ShownPreview;
  organization: string;
  problem: ConfirmProblem | undefined;
  /** The field, where the password is wanted again. */
  passwordAgain: ReactNode;
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  onTyped: (typed: string) => void;
  reference: string;
  onReference: (reference: string) => void;
}) {
  const t = useTranslations("deletion.confirm");
  const { users, terms } = preview;
  return (
    <div className="grid gap-4">
      {problem && problem !== "count_differs" ? (
        <Notice tone="danger" title={t(`problems.${problem}.title`)} alert>
          {t(`problems.${problem}.text`)}
        </Notice>
      ) : null}
      <p className="soft">
        {t.rich("text", {
          users,
          organization,
          file: preview.fileName,
          b: (words: ReactNode) => <b className="strong wrap-anywhere inline-block max-w-full text-ink">{words}</b>,
        })}
      </p>
      <When terms={terms} />
      {passwordAgain}
      {terms.mustType ? (
        <Field
          ref={field}
          big
          label={t.rich("type", { number: () => <span className="typed">{users}</span> })}
          help={
            users > terms.thresholdUsers
              ? t("becauseUsers", { users: terms.thresholdUsers })
              : t("becausePercent", { percent: terms.thresholdPercent / 100 })
          }
          error={problem === "count_differs" ? t("problems.count_differs.text") : undefined}
          end={typedCountMatches(typed, users) ? <Check className="i" /> : null}
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
          maxLength={40}
        />
      ) : null}
      <Field
        label={t("reference")}
        help={t("referenceHelp")}
        value={reference}
        onChange={(event) => onReference(event.target.value)}
        maxLength={REFERENCE_CHARACTERS}
        autoComplete="off"
      />
    </div>
  );
}

function When({ terms }: { terms: ShownPreview["terms"] }) {
  const t = useTranslations("deletion.confirm");
  // As of now: Confirm counts from the moment it is pressed.
  const [starts] = useState(() => new Date(Date.now() + terms.delayHours * 3_600_000));
  const waits = terms.delayHours > 0;
  if (terms.approval)
    return (
      <dl className="facts">
        <div>
          <dt>{t("starts")}</dt>
          <dd>
            <b>{t("startsApproved")}</b>
            <small>{terms.delayHours > 0 ? t("approvalDelay", { hours: terms.delayHours }) : t("approval")}</small>
          </dd>
        </div>
        <Until waits />
        <After />
      </dl>
    );
  return (
    <dl className="facts">
      <div>
        <dt>{t("starts")}</dt>
        <dd>
          <b>{waits ? t("startsIn", { hours: terms.delayHours }) : t("startsNow")}</b>
          <small>
            {waits ? t.rich(terms.brake ? "brake" : "delay", { at: () => <Time at={starts} within /> }) : t("noDelay")}
          </small>
        </dd>
      </div>
      <Until waits={waits} />
      <After />
    </dl>
  );
}

/** What can be done about it once it is confirmed. */
function Until({ waits }: { waits: boolean }) {
  const t = useTranslations("deletion.confirm");
  return (
    <div>
      <dt>{waits ? t("until") : t("while")}</dt>
      <dd>
        <b>{waits ? t("cancels") : t("stops")}</b>
        <small>{waits ? t("nothingLost") : t("staysDeleted")}</small>
      </dd>
    </div>
  );
}

function After() {
  const t = useTranslations("deletion.confirm");
  return (
    <div>
      <dt>{t("after")}</dt>
      <dd>
        <b>{t("notUndone")}</b>
        <small>{t("startEmpty")}</small>
      </dd>
    </div>
  );
}
