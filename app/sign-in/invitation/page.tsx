// Owns /sign-in/invitation: where an invitation's link leads (spec 8). Open to whoever has the link; opening it changes nothing,
// for mail scanners open links as well. Called from the mail.
import type { Metadata, Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { invitationOf } from "@/lib/admins/accepting";
import { Alone, Message } from "../../_components/message";
import { Notice } from "../../_components/notice";
import { ClientMessages } from "../../_i18n/client-messages";
import { ssoFailure } from "../sso-failure";
import { AcceptAtProvider, AcceptForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  // The address holds the secret: no other site may be told it.
  return { title: (await getTranslations("sign-in.invitation"))("name"), referrer: "no-referrer", robots: "noindex" };
}

export default async function InvitationPage({ searchParams }: PageProps<"/sign-in/invitation">) {
  const { link, sso: asked } = await searchParams;
  const [t, frame, sso, invitation] = await Promise.all([
    getTranslations("sign-in.invitation"),
    getTranslations("frame"),
    getTranslations("single-sign-on"),
    invitationOf(link),
  ]);
  if (!invitation || typeof link !== "string")
    return (
      <Alone brand={frame("product")}>
        <Message
          title={t("closedTitle")}
          actions={
            <Link className="link" href={"/sign-in" as Route}>
              {t("toSignIn")}
            </Link>
          }
        >
          {t("closed")}
        </Message>
      </Alone>
    );
  const { organizationName, email, role, invitedByName, singleSignOn } = invitation;
  const why = ssoFailure(asked);
  return (
    <Alone brand={frame("product")}>
      <h1 className="[font:var(--t-20)] tracking-[-0.017em]">{t("title", { organization: organizationName })}</h1>
      <p className="soft mt-1 mb-5 wrap-anywhere">
        {t(singleSignOn ? "leadAtProvider" : "lead", { by: invitedByName, role: t(role), email })}
      </p>
      {why ? (
        <div className="mb-4">
          <Notice tone="danger" alert title={sso(`failures.${why}.title`)}>
            {sso(`failures.${why}.text`)}
          </Notice>
        </div>
      ) : null}
      <ClientMessages nouns={["sign-in"]}>
        {singleSignOn ? <AcceptAtProvider link={link} /> : <AcceptForm link={link} email={email} />}
      </ClientMessages>
    </Alone>
  );
}
