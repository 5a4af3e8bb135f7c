"use client";
// Asks what a token is for, what it may do and until when; then shows it, once. Loaded by the button beside it.
import { Copy, Check as Tick } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Check, Field, Select } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { createToken } from "./actions";

const DAYS = [30, 90, 180, 365];

export default function CreateDialog({
  days: limits,
  onClose,
}: {
  days: { usual: number; most: number };
  onClose: () => void;
}) {
  const t = useTranslations("api-access");
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "order">("read");
  const [days, setDays] = useState(limits.usual);
  const [token, setToken] = useState<string>();
  const [problem, setProblem] = useState<"name" | "too_many_tokens" | "unknown">();
  const [busy, setBusy] = useState(false);
  const again = usePasswordAgain();
  const first = useRef<HTMLInputElement>(null);

  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await createToken({ name, scope, days, password: again.password });
      if (answer.ok) return setToken(answer.token);
      if (again.asks(answer)) return;
      setProblem(answer.code === "name" || answer.code === "too_many_tokens" ? answer.code : "unknown");
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else setProblem("unknown");
    } finally {
      setBusy(false);
    }
  };

  if (token) return <Made token={token} onClose={onClose} />;
  return (
    <Dialog
      open
      guarded
      onClose={busy ? () => {} : onClose}
      title={t("dialog.title")}
      width={520}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t("dialog.cancel")}
          </Button>
          <Button kind="primary" busy={busy} disabled={again.missing} onClick={make}>
            {t("dialog.make")}
          </Button>
        </>
      }
    >
      {problem && problem !== "name" ? (
        <Notice tone="danger" alert title={t(`dialog.problems.${problem}.title`)}>
          {t(`dialog.problems.${problem}.text`)}
        </Notice>
      ) : null}
      <div className="grid gap-4">
        <Field
          ref={first}
          label={t("dialog.name")}
          help={t("dialog.nameHelp")}
          error={problem === "name" ? t("dialog.problems.name") : undefined}
          value={name}
          maxLength={100}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setProblem(undefined);
          }}
          autoComplete="off"
        />
        <fieldset className="grid gap-2">
          <legend className="lab">{t("dialog.scope")}</legend>
          {(["read", "order"] as const).map((one) => (
            <Check
              key={one}
              type="radio"
              name="scope"
              checked={scope === one}
              onChange={() => setScope(one)}
              label={t(`scopes.${one}`)}
              help={t(`scopes.${one}Help`)}
            />
          ))}
        </fieldset>
        <Select label={t("dialog.days")} value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {t("dialog.inDays", { count })}
            </option>
          ))}
        </Select>
        {again.field}
      </div>
    </Dialog>
  );
}

/** The token itself: it is shown here and never again. */
function Made({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useTranslations("api-access.made");
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(token);
      setCopied(true);
    } catch {
      // Not allowed by this browser: the field is selected, and can be copied by hand.
      field.current?.select();
    }
  };
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open
      guarded
      onClose={onClose}
      title={t("title")}
      width={520}
      initialFocus={field}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("close")}
        </Button>
      }
    >
      <div className="grid gap-4">
        <Notice tone="amber" title={t("once")}>
          {t("keep")}
        </Notice>
        <Field
          ref={field}
          label={t("token")}
          value={token}
          readOnly
          className="font-mono"
          onFocus={(event) => event.currentTarget.select()}
          end={
            <Button small onClick={copy}>
              {copied ? <Tick className="i" /> : <Copy className="i" />}
              {copied ? t("copied") : t("copy")}
            </Button>
          }
        />
        <p className="sr" role="status">
          {copied ? t("copied") : ""}
        </p>
      </div>
    </Dialog>
  );
}
