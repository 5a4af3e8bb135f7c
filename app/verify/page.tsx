// Owns /verify: the one door open to anybody (spec 1, 6). Says of a certificate whether it is genuine, and nothing else.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Alone } from "../_components/message";
import { ClientMessages } from "../_i18n/client-messages";
import { VerifyForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("verify"))("title") };
}

export default async function VerifyPage() {
  const [t, frame] = await Promise.all([getTranslations("verify"), getTranslations("frame")]);
  return (
    <Alone brand={frame("product")} wide>
      <h1 className="mb-1.5 [font:var(--t-20)] tracking-[-0.017em]">{t("title")}</h1>
      <p className="mb-5 soft max-w-[66ch] [font:var(--t-14)]">{t("lead")}</p>
      <ClientMessages nouns={["verify"]}>
        <VerifyForm />
      </ClientMessages>
      <p className="mt-5 muted">
        {t.rich("keys", {
          link: (words) => (
            <a className="link" href="/verify/keys.json">
              {words}
            </a>
          ),
        })}
      </p>
    </Alone>
  );
}
