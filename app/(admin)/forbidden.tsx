// 403 within the frame: a sub admin at an address of full admins still has the bar to leave by. Used by Next when a guard forbids.
import { useTranslations } from "next-intl";
import { ButtonLink } from "@/app/_components/button";
import { Message } from "@/app/_components/message";
import { Sheet } from "@/app/_components/sheet";

export default function Forbidden() {
  const t = useTranslations("errors");
  return (
    <Sheet>
      <Message title={t("forbiddenTitle")} actions={<ButtonLink href="/users">{t("toUsers")}</ButtonLink>}>
        {t("forbiddenText")}
      </Message>
    </Sheet>
  );
}
