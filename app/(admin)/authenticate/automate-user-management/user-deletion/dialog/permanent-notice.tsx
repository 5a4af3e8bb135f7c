// What the upload warns of before a file is chosen, word for word (spec 2, step 9). Used by deletion-dialog.tsx.
import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { Notice } from "@/app/_components/notice";

export function PermanentNotice({ organization }: { organization: string }) {
  const t = useTranslations("deletion.upload");
  return (
    <Notice tone="danger" icon={<Info className="i" />} title={t("permanent")}>
      {t("permanentText", { organization })}
    </Notice>
  );
}
