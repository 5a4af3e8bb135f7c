"use client";
// The form that adds one user. What is wrong stands under its field; somebody deleted earlier is told of with the date and the way
// to allow it. Loaded by buttons.tsx when it is opened.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button, LinkButton } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Check, Field } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { Time } from "@/app/_components/time";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { addUser } from "./actions";
import type { FormAnswer } from "./shown";

type Refusal = Exclude<FormAnswer, { ok: true }> | { code: "no_answer" };

export function AddUserDialog({ open, group, onClose }: { open: boolean; group: string | null; onClose: () => void }) {
  const t = useTranslations("add-users.form");
  const tUploads = useTranslations("uploads");
  const router = useRouter();
  const say = useToast();
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [values, setValues] = useState({ email: "", userId: "", name: "", groups: "" });
  const [createGroups, setCreateGroups] = useState(false);

  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    onChange: (event: { target: { value: string } }) => {
      setValues({ ...values, [name]: event.target.value });
      if (name === "groups") setCreateGroups(false);
    },
    error: errorOf(name),
    readOnly: busy,
  });

  function errorOf(name: keyof typeof values): string | undefined {
    if (refusal?.code === "refused" && refusal.field === name) return t("notAdded", { why: refusal.why });
    if (refusal?.code === "both_empty" && name === "email") return t("bothEmpty");
    return undefined;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const answer = await addUser({ ...values, createGroups });
      if (!answer.ok) {
        setRefusal(answer);
        setCreateGroups(false);
        return;
      }
      say(t("added", { name: values.name.trim() || values.email.trim() || values.userId.trim() }));
      onClose();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setRefusal({ code: "no_answer" });
    } finally {
      setBusy(false);
    }
  }

  // Where something is wrong, the keyboard goes: to the field, which is read out with its reason.
  useEffect(() => {
    if (refusal) document.getElementById(formId)?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [refusal, formId]);

  return (
    <Dialog
      open={open}
      onClose={busy ? () => {} : onClose}
      title={t("title")}
      width={520}
      guarded={Object.values(values).some((value) => value !== "")}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {tUploads("cancel")}
          </Button>
          <Button kind="primary" type="submit" form={formId} busy={busy}>
            {t("add")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4" noValidate>
        <Refused refusal={refusal} onLeave={onClose} />
        <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
          {/* Text, not e-mail: the browser's own check would refuse addresses that are valid here. */}
          <Field
            ref={first}
            label={t("email")}
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            {...field("email")}
          />
          <Field label={t("userId")} autoComplete="off" spellCheck={false} help={t("either")} {...field("userId")} />
        </div>
        <Field label={t("name")} autoComplete="off" help={t("nameHelp")} {...field("name")} />
        <Field
          label={t("groups")}
          autoComplete="off"
          help={group ? t("groupsHelp", { group }) : t("groupsHelpPlain")}
          {...field("groups")}
        />
        {refusal?.code === "new_groups" ? (
          <Check
            label={t("newGroups.create", { names: refusal.names.join(", ") })}
            checked={createGroups}
            onChange={(event) => setCreateGroups(event.target.checked)}
          />
        ) : null}
      </form>
    </Dialog>
  );
}

/** What is no single field's. */
function Refused({ refusal, onLeave }: { refusal: Refusal | undefined; onLeave: () => void }) {
  const t = useTranslations("add-users.form");
  switch (refusal?.code) {
    case "tombstoned":
      return (
        <Notice
          tone="amber"
          alert
          title={t.rich("tombstoned.title", { at: () => <Time at={refusal.deletedAt} form="day" /> })}
        >
          {t.rich("tombstoned.text", {
            which: refusal.by,
            batch: refusal.batchId.slice(0, 8),
            link: (words: ReactNode) => (
              <LinkButton
                onClick={() => {
                  onLeave();
                  // Not by the router: the section opens at the browser's own hashchange.
                  window.location.hash = "find-deleted-users";
                }}
              >
                {words}
              </LinkButton>
            ),
          })}
        </Notice>
      );
    case "new_groups":
      return (
        <Notice tone="amber" alert title={t("newGroups.title", { count: refusal.names.length })}>
          {t("newGroups.text", { count: refusal.names.length })}
        </Notice>
      );
    case "malformed":
    case "no_answer":
      return (
        <Notice tone="danger" alert title={t("failed.title")}>
          {t("failed.text")}
        </Notice>
      );
    default:
      return null;
  }
}
