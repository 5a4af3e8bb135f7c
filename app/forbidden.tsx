// 403 outside the frame. Used by Next where no page of (admin) has drawn its own.
import { useTranslations } from "next-intl";
import { ButtonLink } from "./_components/button";
import { Alone, Message } from "./_components/message";

export default function ForbiddenAlone() {
  const t = useTranslations("errors");
  const frame = useTranslations("frame");
  return (
    <Alone brand={frame("product")} wide>
      <Message title={t("forbiddenTitle")} actions={<ButtonLink href="/">{t("toStart")}</ButtonLink>}>
        {t("forbiddenText")}
      </Message>
    </Alone>
  );
}
