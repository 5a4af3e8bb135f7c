// Owns /sign-in: how somebody becomes an admin here, and then gets the page they asked for. Called by Next and by the guards.
import type { Metadata, Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentAdmin, localPath } from "@/lib/auth";
import { Alone } from "../_components/message";
import { ClientMessages } from "../_i18n/client-messages";
import { SignInForm } from "./form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sign-in"))("title") };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const [asked, admin, request] = await Promise.all([searchParams, currentAdmin(), headers()]);
  const then = localPath(asked.then);
  // The form's own action renders this page once more, already signed in: then the form leads on (actions.ts says why).
  if (admin && !request.has("next-action")) redirect(then as Route);
  const [t, frame] = await Promise.all([getTranslations("sign-in"), getTranslations("frame")]);
  return (
    <Alone brand={frame("product")}>
      <h1 className="mb-5 [font:var(--t-20)] tracking-[-0.017em]">{t("title")}</h1>
      <ClientMessages nouns={["sign-in"]}>
        <SignInForm
          then={then}
          failed={asked.error !== undefined}
          set={
            asked.set === "password" || asked.set === "sessions" || asked.set === "invitation" ? asked.set : undefined
          }
        />
      </ClientMessages>
    </Alone>
  );
}
