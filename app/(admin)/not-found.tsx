// 404 within the frame: a person, batch or file that is not there, or is another organization's. Used by Next when a page says so.
import { useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_components/button";
import { Message } from "@/app/_components/message";
import { Sheet } from "@/app/_components/sheet";

export default function NotFound() {
  const t = useTranslations("errors");
  return (
    <Sheet>
      <Message title={t("notFoundTitle")} actions={<ButtonLink href="/users">{t("toUsers")}</ButtonLink>}>
        {t("notFoundText")}
      </Message>
    </Sheet>
  );
}
