// Owns /sign-in: how somebody becomes an admin here, and then gets the page they asked for. Called by Next and by the guards.
import type { Metadata, Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentAdmin, localPath } from "@/lib/auth";
import { isConfigured } from "@/lib/single-sign-on";
import { Alone } from "../_components/message";
import { Notice } from "../_components/notice";
import { ClientMessages } from "../_i18n/client-messages";
import { SignInForm } from "./form";
import { ssoFailure } from "./sso-failure";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-in"))("title") };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const [asked, admin, request] = await Promise.all([searchParams, currentAdmin(), headers()]);
  const then = localPath(asked.then);
  // The form's own action renders this page once more, already signed in: then the form leads on (actions.ts says why).
  if (admin && !request.has("next-action")) redirect(then as Route);
  const [t, frame, sso] = await Promise.all([
    getTranslations("sign-in"),
    getTranslations("frame"),
    getTranslations("single-sign-on"),
  ]);
  const configured = isConfigured();
  const why = configured ? ssoFailure(asked.sso) : undefined;
  return (
    <Alone brand={frame("product")}>
      <h1 className="mb-5 [font:var(--t-20)] tracking-[-0.017em]">{t("title")}</h1>
      {why ? (
        <div className="mb-4">
          <Notice tone="danger" alert title={sso(`failures.${why}.title`)}>
            {sso(`failures.${why}.text`)}
          </Notice>
        </div>
      ) : null}
      <ClientMessages nouns={["sign-in", "single-sign-on"]}>
        <SignInForm
          then={then}
          failed={asked.error !== undefined}
          singleSignOn={configured}
          set={
            asked.set === "password" || asked.set === "sessions" || asked.set === "invitation" ? asked.set : undefined
          }
        />
      </ClientMessages>
      {configured ? (
        <div className="mt-5 border-t border-line pt-5">
          {/* Not the router's link: it would fetch the way to the provider before anybody wants it. */}
          <a
            className="btn w-full justify-center max-phone:h-11"
            href={`/sign-in/single-sign-on?then=${encodeURIComponent(then)}`}
          >
            {sso("signIn")}
          </a>
        </div>
      ) : null}
    </Alone>
  );
}
