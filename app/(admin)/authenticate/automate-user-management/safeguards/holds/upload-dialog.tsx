"use client";
// The dialog of a file of holds: file, what it would do, being done, done. Loaded by upload-button.tsx when it is opened;
// _upload/list-flow knows the way.
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "@/app/_components/button";
import { Figure } from "@/app/_components/figure";
import { Notice } from "@/app/_components/notice";
import { type PasswordAgain, usePasswordAgain } from "@/app/_components/password-again";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Table } from "@/app/_components/table";
import { type ListFlow, useListFlow } from "../../_upload/list-flow";
import { fileStepOf, useListViews } from "../../_upload/list-views";
import { NO_CROSS, UploadFrame, type UploadView } from "../../_upload/upload-frame";
import { beginUpload, cancelList, completeUpload, orderList, putSlice, readList } from "./actions";
import type { ShownList, ShownPreview } from "./shown";

const TEMPLATE = "/authenticate/automate-user-management/hold_users_template.csv";
const resultsPath = (listId: string) =>
  `/authenticate/automate-user-management/safeguards/holds/${listId}/results.csv` as const;
const nothing = () => {};
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
  const again = usePasswordAgain();
  const flow = useListFlow<ShownList, Order>({ doors: DOORS, asked: undefined, onList: nothing, onClose });
  return (
    <UploadFrame
      open={open}
      flow={flow}
      view={useView(flow, again)}
      file={fileStepOf(flow.step)}
      guarded={flow.chosen !== null || flow.step.at !== "file"}
      instructions={<Fill />}
    />
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

function useView(flow: ListFlow<ShownList, Order>, again: PasswordAgain): UploadView {
  const t = useTranslations("holds.upload");
  const tUploads = useTranslations("uploads");
  const format = useFormatter();
  const { cancel, back, close, file, elsewhere } = useListViews(flow);
  const { step, busy } = flow;
  if (step.at === "unreachable") return elsewhere("unreachable");
  if (step.at !== "shown") return file(t("title"));
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
      return elsewhere("not_yours", shown.fileName, shown.uploadedBy);
    case "over":
      return elsewhere("over", shown.fileName);
    default:
      return elsewhere("not_found");
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
