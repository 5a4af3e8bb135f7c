"use client";
// What the photo opens: who is signed in, Authenticate (full admins), language, theme, sign out. Used by the top bar.
import { ChevronDown, LogOut, ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuLink } from "@/app/_components/menu";
import { Face } from "@/app/_components/person";
import { LANGUAGE_COOKIE, LANGUAGES, type Language } from "@/app/_i18n/languages";
import { THEME_COOKIE, THEMES, type Theme } from "@/app/_look/theme";

const YEAR = 31_536_000;

/** Neither cookie proves anything or is worth anything to others: the browser writes them itself. */
function keep(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

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

  function chooseLanguage(next: Language) {
    keep(LANGUAGE_COOKIE, next);
    router.refresh();
  }

  function chooseTheme(next: Theme) {
    keep(THEME_COOKIE, next);
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
        onChoose={chooseLanguage}
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
