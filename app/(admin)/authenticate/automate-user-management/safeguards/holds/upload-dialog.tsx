"use client";
// The dialog of a file of holds: file, what it would do, being done, done. Loaded by upload-button.tsx when it is opened;
// _upload/list-flow knows the way.
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { useDropzone } from "react-dropzone";
import { Button, ButtonLink } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Figure } from "@/app/_components/figure";
import { Notice } from "@/app/_components/notice";
import { type PasswordAgain, usePasswordAgain } from "@/app/_components/password-again";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Table } from "@/app/_components/table";
import { type ListFlow, useListFlow } from "../../_upload/list-flow";
import { StepFile } from "../../_upload/step-file";
import { beginUpload, cancelList, completeUpload, orderList, putSlice, readList } from "./actions";
import type { ShownList, ShownPreview } from "./shown";

const TEMPLATE = "/authenticate/automate-user-management/hold_users_template.csv";
const resultsPath = (listId: string) =>
  `/authenticate/automate-user-management/safeguards/holds/${listId}/results.csv` as const;
const nothing = () => {};
/** One Close is enough: beside the button, the cross would only say the same again. */
const NO_CROSS = "[.dialog:has(&)>header>.icon-btn]:hidden";
type Order = { again: PasswordAgain };

const DOORS = {
  begin: beginUpload,
  put: putSlice,
  complete: completeUpload,
  cancel: cancelList,
  read: readList,
  async order(listId: string, { again }: Order) {
    const answer = await orderList({ listId, password: again.password });
    if (!answer.ok) again.asks(answer);
    return answer;
  },
};

export function UploadDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("uploads");
  const again = usePasswordAgain();
  const flow = useListFlow<ShownList, Order>({ doors: DOORS, asked: undefined, onList: nothing, onClose });
  const view = useView(flow, again);
  const { step, chosen } = flow;
  const atFile = step.at === "file" || step.at === "uploading" || step.at === "checking";
  const dropZone = useDropzone({
    noClick: true,
    noKeyboard: true,
    multiple: false,
    disabled: step.at !== "file",
    onDrop: ([file], [refused, another]) => {
      // One that the drop zone would not take alone is judged like any other; several are not chosen between.
      if (another) flow.chooseSeveral();
      else if (file ?? refused?.file) flow.choose((file ?? refused?.file) as File);
    },
  });
  const { ref: _place, role: _role, ...drop } = dropZone.getRootProps();
  return (
    // Around the dialog in React's tree, so that a file may be dropped anywhere on it.
    <div {...drop} className="contents">
      <Dialog
        open={open}
        onClose={flow.close}
        title={view.title}
        width={view.width ?? 560}
        guarded={chosen !== null || step.at !== "file"}
        // Buttons of their own at every step: one that React kept would take the click that led to it as its own.
        back={<Fragment key={`back ${view.title}`}>{view.back}</Fragment>}
        footer={<Fragment key={`on ${view.title}`}>{view.footer}</Fragment>}
      >
        {flow.stuck ? (
          <Notice tone="danger" title={t("stuck.title")} alert>
            {t("stuck.text")}
          </Notice>
        ) : null}
        {atFile ? (
          <StepFile step={step} chosen={chosen} onRemove={flow.remove} dropZone={dropZone}>
            <Fill />
          </StepFile>
        ) : (
          view.content
        )}
      </Dialog>
    </div>
  );
}

function Fill() {
  const t = useTranslations("holds.upload");
  return (
    <div className="grid gap-1.5">
      <p>{t.rich("fill", { column: (words: ReactNode) => <span className="mono">{words}</span> })}</p>
      <p>
        <a className="link" href={TEMPLATE} download>
          {t("template")}
        </a>
      </p>
    </div>
  );
}

type View = { title: string; width?: number; back?: ReactNode; footer: ReactNode; content?: ReactNode };

function useView(flow: ListFlow<ShownList, Order>, again: PasswordAgain): View {
  const t = useTranslations("holds.upload");
  const tUploads = useTranslations("uploads");
  const format = useFormatter();
  const { step, busy, chosen } = flow;
  const cancel = (
    <Button onClick={flow.close} disabled={busy}>
      {tUploads("cancel")}
    </Button>
  );
  const close = (
    <Button kind="primary" onClick={flow.close}>
      {tUploads("close")}
    </Button>
  );
  const back = (
    <Button kind="ghost" onClick={flow.backToFile} disabled={busy}>
      {tUploads("back")}
    </Button>
  );
  const says = (why: "not_found" | "over" | "not_yours" | "unreachable", file = "", name = ""): View => ({
    title: tUploads(`elsewhere.${why}.title`),
    width: 520,
    footer: close,
    content: <p className={`soft wrap-anywhere ${NO_CROSS}`}>{tUploads(`elsewhere.${why}.text`, { file, name })}</p>,
  });
  if (step.at === "unreachable") return says("unreachable");
  if (step.at !== "shown") {
    const under = step.at !== "file";
    return {
      title: t("title"),
      back: under ? back : null,
      footer: (
        <>
          {cancel}
          <Button
            kind="primary"
            id="continue"
            busy={under}
            disabled={!under && (!chosen || chosen.refused !== null)}
            onClick={flow.upload}
          >
            {tUploads("continue")}
          </Button>
        </>
      ),
    };
  }
  const { shown } = step;
  switch (shown.at) {
    case "ready":
      return {
        title: t("preview"),
        width: 720,
        back,
        footer: (
          <>
            {cancel}
            {shown.users > 0 ? (
              <Button kind="primary" busy={busy} disabled={again.missing} onClick={() => flow.order(shown, { again })}>
                {t("do", { users: shown.users })}
              </Button>
            ) : (
              <ButtonLink kind="primary" href={resultsPath(shown.listId)} download>
                {t("results")}
              </ButtonLink>
            )}
          </>
        ),
        content: (
          <Preview
            preview={shown}
            notOrdered={step.problem === "not_ordered" && !again.field}
            passwordAgain={again.field}
          />
        ),
      };
    case "terminated":
      return {
        title: t("preview"),
        back,
        footer: close,
        content: (
          <>
            <p className="headline">
              <b>{t("terminated")}</b>
            </p>
            <ul className="grid list-disc gap-1.5 pl-5">
              {shown.reasons.map((reason) => (
                <li key={reason} className="wrap-anywhere">
                  {reason}
                </li>
              ))}
            </ul>
            <p className={`soft ${NO_CROSS}`}>{tUploads("terminated.next")}</p>
          </>
        ),
      };
    case "processing": {
      const percent = format.number(Math.floor(shown.done * 100) / 100, { style: "percent" });
      return {
        title: t("processing"),
        width: 520,
        footer: close,
        content: (
          <>
            <ProgressBar label={t("processing")} percent={shown.done * 100} text={percent} />
            <p className={`soft ${NO_CROSS}`}>{t("processingText", { users: shown.users })}</p>
          </>
        ),
      };
    }
    case "completed": {
      const held = shown.counts.held ?? 0;
      const rest = shown.rows - held;
      return {
        title: t("completed", { held }),
        width: 520,
        footer: (
          <>
            {rest > 0 && shown.kept ? (
              <ButtonLink href={resultsPath(shown.listId)} download>
                {t("results")}
              </ButtonLink>
            ) : null}
            {close}
          </>
        ),
        content: (
          <p className={`soft wrap-anywhere ${NO_CROSS}`}>{t("completedText", { rest, file: shown.fileName })}</p>
        ),
      };
    }
    case "not_yours":
      return says("not_yours", shown.fileName, shown.uploadedBy);
    case "over":
      return says("over", shown.fileName);
    default:
      return says("not_found");
  }
}

function Preview({
  preview,
  notOrdered,
  passwordAgain,
}: {
  preview: ShownPreview;
  notOrdered: boolean;
  passwordAgain: ReactNode;
}) {
  const t = useTranslations("holds.upload");
  const tUploads = useTranslations("uploads");
  const { users, rows, others } = preview;
  return (
    <>
      {notOrdered ? (
        <Notice tone="danger" title={t("notOrdered.title")} alert>
          {t("notOrdered.text")}
        </Notice>
      ) : null}
      {passwordAgain}
      <div className="headline">
        {t.rich("headline", {
          users,
          rows,
          figure: (words) => <b>{words}</b>,
          words: (words) => <span>{words}</span>,
        })}
      </div>
      {others.length > 0 ? (
        <div>
          <h3 className="lab">{t("others", { count: rows - users })}</h3>
          <Table caption={t("others", { count: rows - users })} roomy inset>
            <thead>
              <tr>
                <th scope="col" className="r w-[1%]">
                  {tUploads("row")}
                </th>
                <th scope="col">{t("who")}</th>
                <th scope="col">{t("why")}</th>
              </tr>
            </thead>
            <tbody>
              {others.map(({ rowNumber, who, why }) => (
                <tr key={rowNumber}>
                  <td className="r muted">
                    <Figure value={rowNumber} />
                  </td>
                  <td className="wrap-anywhere">{who || <span className="muted">{tUploads("emptyField")}</span>}</td>
                  <td>{why}</td>
                </tr>
              ))}
            </tbody>
          </Table>
          <p className="help">
            <a className="link" href={resultsPath(preview.listId)} download>
              {t("results")}
            </a>
          </p>
        </div>
      ) : null}
      <p className="soft">{t("replaces")}</p>
    </>
  );
}
