// Owns /sign-in/forgot: asking for a link to a new password (spec 8). Open to anybody. Called from the sign-in page.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { isConfigured } from "@/lib/single-sign-on";
import { Alone } from "../../_components/message";
import { ClientMessages } from "../../_i18n/client-messages";
import { ForgotForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-in.forgot"))("title") };
}

export default async function ForgotPassword() {
  const [t, frame, sso] = await Promise.all([
    getTranslations("sign-in.forgot"),
    getTranslations("frame"),
    getTranslations("single-sign-on"),
  ]);
  return (
    <Alone brand={frame("product")}>
      <h1 className="[font:var(--t-20)] tracking-[-0.017em]">{t("title")}</h1>
      <p className="soft mt-1 mb-5">
        {t("lead")}
        {isConfigured() ? ` ${sso("forgotHint")}` : null}
      </p>
      <ClientMessages nouns={["sign-in"]}>
        <ForgotForm />
      </ClientMessages>
    </Alone>
  );
}
