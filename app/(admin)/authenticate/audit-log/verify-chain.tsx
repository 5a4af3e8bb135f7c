"use client";
// Verify: walks the whole chain, shows how far it is, and says how it ended. Used by the page Audit log.
import { CircleCheck, OctagonX } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { ProgressBar } from "@/app/_components/progress-bar";
import type { Walk } from "@/lib/audit";

type Ended = Extract<Walk, { done: true }>;
type State =
  | { at: "rest" }
  | { at: "walk"; checked: number; total: number }
  | { at: "end"; end: Ended }
  | { at: "failed" };

const HASH = /^[0-9a-f]{64}$/;

export function VerifyChain({ path }: { path: string }) {
  const t = useTranslations("audit-log.verify");
  const [state, setState] = useState<State>({ at: "rest" });
  const [malformed, setMalformed] = useState(false);
  const turn = useRef(0);

  const walk = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A mail may have broken the hash into two lines.
    const hash = String(new FormData(event.currentTarget).get("hash") ?? "")
      .replace(/\s/g, "")
      .toLowerCase();
    setMalformed(hash !== "" && !HASH.test(hash));
    if (hash !== "" && !HASH.test(hash)) return;
    const mine = ++turn.current;
    setState({ at: "walk", checked: 0, total: 0 });
    try {
      for await (const step of steps(hash ? `${path}?hash=${hash}` : path)) {
        if (mine !== turn.current) return;
        setState(step.done ? { at: "end", end: step } : { at: "walk", checked: step.checked, total: step.total });
      }
    } catch {
      setState({ at: "failed" });
    }
  };

  return (
    <form className="grid gap-3" onSubmit={walk} noValidate>
      <div className="tools items-start max-phone:grid">
        <div className="min-w-0 grow max-w-[560px]">
          <Field
            label={t("hash")}
            help={t("hashHelp")}
            {...(malformed ? { error: t("hashMalformed") } : {})}
            name="hash"
            autoComplete="off"
            spellCheck={false}
            maxLength={80}
          />
        </div>
        <Button type="submit" className="mt-6 max-phone:mt-0 max-phone:h-11" busy={state.at === "walk"}>
          {t("button")}
        </Button>
      </div>
      <Outcome state={state} />
    </form>
  );
}

function Outcome({ state }: { state: State }) {
  const t = useTranslations("audit-log.verify");
  const format = useFormatter();
  if (state.at === "rest") return null;
  if (state.at === "failed")
    return (
      <Notice tone="amber" alert title={t("failed")}>
        {t("failedNext")}
      </Notice>
    );
  if (state.at === "walk") {
    const { checked, total } = state;
    const text = t("progress", { checked, total });
    return (
      <div className="grid gap-1.5">
        <ProgressBar label={t("running")} percent={total > 0 ? (checked / total) * 100 : 0} text={text} />
        <span className="muted num">{total > 0 ? text : t("running")}</span>
      </div>
    );
  }
  const { checked, hash, found, break: broken } = state.end;
  if (broken) {
    const place =
      "from" in broken ? { from: broken.from, to: "to" in broken ? broken.to : broken.from } : { from: 0, to: 0 };
    return (
      <Notice tone="danger" alert icon={<OctagonX className="i" />} title={t(`breaks.${broken.kind}`, place)}>
        {t(`breaksNext.${broken.kind}`)} {broken.kind === "hash" ? null : t("until", { checked })}
      </Notice>
    );
  }
  return (
    <Notice tone="info" alert icon={<CircleCheck className="i" />} title={t("whole", { count: checked })}>
      {found === null ? t("wholeText") : t("found", { entry: found })}
      {hash ? (
        <span className="mono mt-1 block [overflow-wrap:anywhere]" title={t("last", { entry: format.number(checked) })}>
          {hash.slice(0, 32)} {hash.slice(32)}
        </span>
      ) : null}
    </Notice>
  );
}

/** The answer's lines as they come. */
async function* steps(address: string): AsyncGenerator<Walk> {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let ended = false;
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const step = JSON.parse(line) as Walk;
      ended = step.done;
      yield step;
    }
  }
  if (!ended) throw new Error("cut off");
}
