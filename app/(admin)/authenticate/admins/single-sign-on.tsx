"use client";
// How the organization stands to single sign-on, and requiring it (issue 4). Used by the page beside it.
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/app/_components/button";
import { State } from "@/app/_components/state";
import type { Standing } from "@/lib/single-sign-on";
import { requireSingleSignOn } from "./actions";
import { useDeed } from "./use-deed";

export function SingleSignOn({ standing, provider }: { standing: Standing; provider: string }) {
  const t = useTranslations("single-sign-on.admins");
  const deed = useDeed();
  const { required, linked, admins, own } = standing;
  const how = required ? "required" : linked > 0 ? "on" : "off";
  const account = (words: ReactNode) => (
    <Link className="link" href={"/account#single-sign-on" as Route}>
      {words}
    </Link>
  );
  return (
    <section aria-labelledby="single-sign-on">
      <div className="subhead">
        <h2 id="single-sign-on">{t("title")}</h2>
      </div>
      <p className="soft mt-1 mb-3 max-w-[76ch]">
        {how === "off" ? t.rich("offText", { a: account }) : t(`${how}Text`, { linked, admins, provider })}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <State kind={how === "off" ? "off" : "done"}>{t(how)}</State>
        {required ? (
          <Button
            className="max-phone:h-11 max-phone:w-full"
            onClick={() =>
              deed.ask({
                kind: "allowPasswords",
                name: "",
                act: (password) => requireSingleSignOn({ required: false, password }),
              })
            }
          >
            {t("allow")}
          </Button>
        ) : linked > 0 ? (
          <Button
            className="max-phone:h-11 max-phone:w-full"
            disabled={!own}
            onClick={() =>
              deed.ask({
                kind: "requireSso",
                name: "",
                unlinked: admins - linked,
                act: (password) => requireSingleSignOn({ required: true, password }),
              })
            }
          >
            {t("require")}
          </Button>
        ) : null}
        {linked > 0 && !own && !required ? <span className="soft">{t.rich("linkOwn", { a: account })}</span> : null}
      </div>
      {deed.dialog}
    </section>
  );
}
