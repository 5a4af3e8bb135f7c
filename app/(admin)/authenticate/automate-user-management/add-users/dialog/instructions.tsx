// How to fill in the file, and the template. Used by upload-dialog.tsx, above the drop zone.
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TEMPLATE } from "../paths";

/** Words of the file, not of the interface: the same in every language. */
const EXAMPLE = [
  ["primary_email_address", "unique_user_id", "name", "groups"],
  ["dewi@enigma-hub.example", "", "Dewi", "Sales, Jakarta"],
];

export function Instructions() {
  const t = useTranslations("add-users.upload");
  const tUploads = useTranslations("uploads");
  return (
    <ol className="todo">
      <li>
        <div>
          <a className="link" href={TEMPLATE} download>
            {t("template")}
          </a>
          <p>{t("templateText")}</p>
        </div>
      </li>
      <li>
        <div>
          {t("fill")}
          <p>{t.rich("fillText", { column: (words: ReactNode) => <span className="mono">{words}</span> })}</p>
          {/* On a phone it scrolls: then the arrow keys must reach it. */}
          <div className="grid-csv" {...{ tabIndex: 0, role: "region", "aria-label": t("fill") }}>
            <table aria-label={t("fill")}>
              <tbody>
                <tr>
                  <th scope="col">
                    <span className="sr">{tUploads("row")}</span>
                  </th>
                  {["A", "B", "C", "D"].map((letter) => (
                    <th key={letter} scope="col">
                      {letter}
                    </th>
                  ))}
                </tr>
                {EXAMPLE.map((cells, at) => (
                  <tr key={cells[0]}>
                    <th scope="row">{at + 1}</th>
                    {cells.map((cell, place) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
                      <td key={place} className={place < 3 ? "whitespace-nowrap" : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      </li>
      <li>
        <div>{t("save")}</div>
      </li>
    </ol>
  );
}
