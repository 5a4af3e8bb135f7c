"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
// One address or ID, as typed: was it deleted, when, by which batch, on whose order; and what can be done about it (spec 7).
// Used by the section.
import { shownName } from "@/app/_components/shown-name";
import { Time } from "@/app/_components/time";
import { useToast } from "@/app/_components/toast";
import { batchPath } from "../batches/batch-paths";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { doForOne, lookUp } from "./actions";
import type { Deed } from "./deed-dialog";

const DeedDialog = dynamic(() => import("./deed-dialog").then((file) => file.DeedDialog), { ssr: false });

type Answer = Exclude<Awaited<ReturnType<typeof lookUp>>, { ok: false; code: "malformed" }>;
type Answered = Extract<Answer, { code: "answered" }>;
type Found = { typed: string; answer: Answer | { code: "failed" } };

export function LookUp({ organization }: { organization: string }) {
  const t = useTranslations("find-deleted-users.lookUp");
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);

  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const answer = await lookUp(typed);
      setFound({ typed, answer: answer.code === "malformed" ? { code: "failed" } : answer });
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setFound({ typed, answer: { code: "failed" } });
    } finally {
      setBusy(false);
    }
  };

  const error = found && errorOf(found.answer, t);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <form className="flex flex-wrap items-end gap-2" onSubmit={ask} noValidate>
        <div className="min-w-0 max-w-[420px] grow basis-[260px]">
          <Field
            label={t("label")}
            icon={<Search className="i" />}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setFound(null);
            }}
            maxLength={1000}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        </div>
        <Button type="submit" busy={busy} className="max-phone:h-11 max-phone:w-full">
          {t("find")}
        </Button>
      </form>
      <div aria-live="polite">
        {error ? (
          <Notice tone="danger" title={error.title}>
            {error.text}
          </Notice>
        ) : null}
        {found?.answer.code === "answered" ? (
          <Result
            key={found.typed}
            organization={organization}
            typed={found.typed}
            answer={found.answer}
            onAnswer={(answer) => setFound({ typed: found.typed, answer })}
          />
        ) : null}
      </div>
    </div>
  );
}

function errorOf(answer: Found["answer"], t: ReturnType<typeof useTranslations<"find-deleted-users.lookUp">>) {
  switch (answer.code) {
    case "failed":
      return { title: t("failedTitle"), text: t("failedText") };
    case "invalid":
      return answer.problem === "empty"
        ? { title: t("emptyTitle"), text: t("emptyText") }
        : { title: t("invalidTitle"), text: t("invalidText") };
    case "too_many":
      return { title: t("tooManyTitle"), text: t("tooManyText", { minutes: answer.minutes }) };
    default:
      return null;
  }
}

function Result({
  organization,
  typed,
  answer,
  onAnswer,
}: {
  organization: string;
  typed: string;
  answer: Answered;
  onAnswer: (answer: Answered) => void;
}) {
  const t = useTranslations("find-deleted-users.lookUp");
  const router = useRouter();
  const say = useToast();
  const [deed, setDeed] = useState<Deed | null>(null);
  const { deletion, account } = answer;
  const value = typed.trim();
  if (!deletion)
    return (
      <Notice title={t("notDeletedTitle", { value })}>
        {t("notDeletedText", { organization })} {account ? t("account") : ""}
      </Notice>
    );
  const at = { at: () => <Time at={deletion.deletedAt} within /> };
  const batch = {
    batch: () => (
      <Link className="link" href={batchPath(deletion.batchId)}>
        {shownName(deletion.fileName ?? "")}
      </Link>
    ),
  };
  return (
    <>
      <Notice tone="info" title={t.rich("deletedTitle", { value, ...at })}>
        <p>
          {deletion.fileName ? t.rich("by", { name: deletion.orderedBy ?? "", ...batch }) : null} {t("gone")}{" "}
          {account ? t("account") : ""}
        </p>
        <p className="mt-2 flex flex-wrap gap-2">
          <Button small onClick={() => setDeed("reuse")}>
            {t("reuse")}
          </Button>
          <Button small onClick={() => setDeed("restore")} disabled={account}>
            {t("restore")}
          </Button>
        </p>
      </Notice>
      {deed ? (
        <DeedDialog
          deed={deed}
          count={1}
          act={(password) => doForOne({ deed, typed, password })}
          onClose={() => setDeed(null)}
          onDone={() => {
            setDeed(null);
            say(t(deed === "reuse" ? "reusable" : "restored", { value }));
            onAnswer({ code: "answered", deletion: null, account: deed === "restore" || account });
            router.refresh();
          }}
        />
      ) : null}
    </>
  );
}
