// Owns /sign-in/reset: where the link of *Forgot password* leads (spec 8). Open to whoever has the link; opening it changes
// nothing, for mail scanners open links as well. Called from the mail.
import type { Metadata, Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { isPasswordResetOpen } from "@/lib/auth/password-reset";
import { Alone, Message } from "../../_components/message";
import { ClientMessages } from "../../_i18n/client-messages";
import { ResetForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  // The address holds the secret: no other site may be told it.
  return { title: (await getTranslations("sign-in.reset"))("title"), referrer: "no-referrer", robots: "noindex" };
}

export default async function ResetPassword({ searchParams }: PageProps<"/sign-in/reset">) {
  const { link } = await searchParams;
  const [t, frame] = await Promise.all([getTranslations("sign-in.reset"), getTranslations("frame")]);
  if (typeof link !== "string" || !(await isPasswordResetOpen(link)))
    return (
      <Alone brand={frame("product")}>
        <Message
          title={t("closedTitle")}
          actions={
            <Link className="link" href={"/sign-in/forgot" as Route}>
              {t("again")}
            </Link>
          }
        >
          {t("closed")}
        </Message>
      </Alone>
    );
  return (
    <Alone brand={frame("product")}>
      <h1 className="[font:var(--t-20)] tracking-[-0.017em]">{t("title")}</h1>
      <p className="soft mt-1 mb-5">{t("lead")}</p>
      <ClientMessages nouns={["sign-in"]}>
        <ResetForm link={link} />
      </ClientMessages>
    </Alone>
  );
}
