// Where a new sign-in at the provider ends (spec 8): tells the window that asked for it, and closes. Any admin. Called by Next, from
// lib/single-sign-on.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Message } from "@/app/_components/message";
import { Sheet } from "@/app/_components/sheet";
import { ssoFailure } from "@/app/sign-in/sso-failure";
import { requireAdmin } from "@/lib/auth";
import { TellAndClose } from "./tell-and-close";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.signedInAgain"))("name") };
}

export default async function SignedInAgain({ searchParams }: PageProps<"/account/signed-in-again">) {
  await requireAdmin();
  const [t, sso, { sso: asked }] = await Promise.all([
    getTranslations("account.signedInAgain"),
    getTranslations("single-sign-on"),
    searchParams,
  ]);
  const why = ssoFailure(asked);
  return (
    <Sheet>
      <Message
        title={why ? sso(`failures.${why}.title`) : t("title")}
        actions={
          why ? (
            <a className="btn primary max-phone:h-11" href="/sign-in/single-sign-on?for=again">
              {t("again")}
            </a>
          ) : null
        }
      >
        {why ? sso(`failures.${why}.text`) : t("text")}
      </Message>
      {why ? null : <TellAndClose />}
    </Sheet>
  );
}
