// Step 1: how to fill in the file, and the template (spec 2, steps 5 to 8). Used by deletion-dialog.tsx.
import { CopyCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "@/app/_components/notice";

/** Words of the file, not of the interface: the same in every language. */
const EXAMPLE = [
  ["primary_email_address", "unique_user_id"],
  ["dewi.lestari@enigma-hub.example", ""],
  ["", "EH-004417"],
];

export function StepInstructions() {
  const t = useTranslations("deletion.instructions");
  const column = { column: (words: ReactNode) => <span className="mono">{words}</span> };
  return (
    <>
      <ol className="todo">
        <li>
          <div>
            <a className="link" href="/authenticate/automate-user-management/user_deletion_template.csv" download>
              {t("template")}
            </a>
            <p>{t("templateText")}</p>
          </div>
        </li>
        <li>
          <div>
            {t("fill")}
            <p>{t.rich("fillText", column)}</p>
            <div className="grid-csv">
              <table aria-label={t("example")}>
                <tbody>
                  <tr>
                    <th scope="col">
                      <span className="sr">{t("row")}</span>
                    </th>
                    <th scope="col">A</th>
                    <th scope="col">B</th>
                  </tr>
                  {EXAMPLE.map(([email, userId], at) => (
                    <tr key={`${email}${userId}`}>
                      <th scope="row">{at + 1}</th>
                      <td>{email}</td>
                      <td>{userId}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        </li>
        <li>
          <div>
            {t("save")}
            <p>{t("saveText")}</p>
          </div>
        </li>
      </ol>
      <Notice title={t("keep")} icon={<CopyCheck className="i" />}>
        {t("keepText")}
      </Notice>
    </>
  );
}
