"use client";
// What the photo opens: who is signed in, account, Authenticate (full admins), language, theme, sign out. Used by the top bar.
import { ChevronDown, LogOut, ShieldCheck, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuLink } from "@/app/_components/menu";
import { Face } from "@/app/_components/person";
import { keepCookie, keepLanguage } from "@/app/_i18n/keep-language";
import { LANGUAGES, type Language } from "@/app/_i18n/languages";
import { THEME_COOKIE, THEMES, type Theme } from "@/app/_look/theme";
import { chooseLanguage } from "../account/actions";

export function AccountMenu({
  name,
  email,
  mayAuthenticate,
  theme: saved,
}: {
  name: string;
  email: string;
  mayAuthenticate: boolean;
  theme: Theme;
}) {
  const t = useTranslations("frame");
  const router = useRouter();
  const language = useLocale();
  const [theme, setTheme] = useState(saved);

  async function choose(next: Language) {
    keepLanguage(next);
    // For mails; without an answer the page speaks it all the same.
    await chooseLanguage(next).catch(() => {});
    router.refresh();
  }

  function chooseTheme(next: Theme) {
    keepCookie(THEME_COOKIE, next);
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  }

  async function leave() {
    // Fetched when needed: a page is shown many times, left once.
    const { signOut } = await import("next-auth/react");
    await signOut({ callbackUrl: "/sign-in" });
  }

  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="who" aria-label={t("accountMenu")}>
          <Face name={name} />
          <span>{name}</span>
          <ChevronDown className="i" />
        </button>
      }
    >
      <div className="who-line">
        <b>{name}</b>
        <small>{email}</small>
      </div>
      <MenuLine />
      <MenuLink href="/account" icon={<UserRound className="i" />}>
        {t("account")}
      </MenuLink>
      <MenuLine />
      {mayAuthenticate ? (
        <>
          <MenuLink href="/authenticate" icon={<ShieldCheck className="i" />}>
            {t("authenticate")}
          </MenuLink>
          <MenuLine />
        </>
      ) : null}
      <MenuChoice
        label={t("language")}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: t(value), lang: value }))}
        onChoose={choose}
      />
      <MenuLine />
      <MenuChoice
        label={t("theme")}
        value={theme}
        options={THEMES.map((value) => ({ value, label: t(value) }))}
        onChoose={chooseTheme}
      />
      <MenuLine />
      <MenuItem icon={<LogOut className="i" />} onClick={leave}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
