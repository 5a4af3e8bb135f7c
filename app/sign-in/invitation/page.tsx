// Owns /sign-in/invitation: where an invitation's link leads (spec 8). Open to whoever has the link; opening it changes nothing,
// for mail scanners open links as well. Called from the mail.
import type { Metadata, Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { invitationOf } from "@/lib/admins/accepting";
import { Alone, Message } from "../../_components/message";
import { ClientMessages } from "../../_i18n/client-messages";
import { AcceptForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  // The address holds the secret: no other site may be told it.
  return { title: (await getTranslations("sign-in.invitation"))("name"), referrer: "no-referrer", robots: "noindex" };
}

export default async function InvitationPage({ searchParams }: PageProps<"/sign-in/invitation">) {
  const { link } = await searchParams;
  const [t, frame, invitation] = await Promise.all([
    getTranslations("sign-in.invitation"),
    getTranslations("frame"),
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
  const { organizationName, email, role, invitedByName } = invitation;
  return (
    <Alone brand={frame("product")}>
      <h1 className="[font:var(--t-20)] tracking-[-0.017em]">{t("title", { organization: organizationName })}</h1>
      <p className="soft mt-1 mb-5 wrap-anywhere">{t("lead", { by: invitedByName, role: t(role), email })}</p>
      <ClientMessages nouns={["sign-in"]}>
        <AcceptForm link={link} email={email} />
      </ClientMessages>
    </Alone>
  );
}
