// The frame of every signed-in page: the bar at the top. It guards nothing, for a layout does not run again on navigation:
// each page calls its own guard. Used by Next around (admin).
import { cookies } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Mark } from "@/app/_components/mark";
import { asTheme, THEME_COOKIE } from "@/app/_look/theme";
import { currentAdmin } from "@/lib/auth";
import { AccountMenu } from "./_frame/account-menu";
import { MainLinks, MainMenu } from "./_frame/links";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const [admin, t, jar] = await Promise.all([currentAdmin(), getTranslations("frame"), cookies()]);
  // Signed out: the page's guard is about to lead away, and there is nobody to draw the bar for.
  if (!admin) return children;
  return (
    <>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <header className="top">
        <MainMenu />
        <Link className="brand" href="/users">
          <Mark />
          <span>{t("product")}</span>
        </Link>
        <span className="slash" aria-hidden="true" />
        <span className="org">{admin.organizationName}</span>
        <MainLinks />
        <div className="right">
          <AccountMenu
            name={admin.name}
            email={admin.email}
            mayAuthenticate={admin.role === "full_admin"}
            theme={asTheme(jar.get(THEME_COOKIE)?.value)}
          />
        </div>
      </header>
      {children}
    </>
  );
}
