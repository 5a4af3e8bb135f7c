"use client";
// Links that know which page one is on: in the top bar, in the phone's menu, in the left list and in its switch.
// Used by the top bar and by pages under Authenticate.
import { ChevronsUpDown, Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Menu, MenuLink } from "@/app/_components/menu";
import { AUTHENTICATE, MAIN } from "./places";

function useHere(): (href: string) => boolean {
  const path = usePathname();
  return (href) => path === href || path.startsWith(`${href}/`);
}

export function MainLinks() {
  const t = useTranslations("frame");
  const here = useHere();
  return (
    <nav className="nav" aria-label={t("main")}>
      {MAIN.map(({ name, href }) => (
        <Link key={href} href={href} aria-current={here(href) ? "page" : undefined}>
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}

/** On a phone the bar has no room for the links: the button at its left takes them in. */
export function MainMenu() {
  const t = useTranslations("frame");
  const here = useHere();
  return (
    <Menu
      trigger={
        <button type="button" className="icon-btn only-phone" aria-label={t("menu")}>
          <MenuIcon className="i" />
        </button>
      }
    >
      {MAIN.map(({ name, href }) => (
        <MenuLink key={href} href={href} current={here(href)}>
          {t(name)}
        </MenuLink>
      ))}
    </Menu>
  );
}

export function AuthenticateList() {
  const t = useTranslations("frame");
  const here = useHere();
  return (
    <nav className="side" aria-labelledby="authenticate-list">
      <h2 id="authenticate-list">{t("authenticate")}</h2>
      {AUTHENTICATE.map(({ name, href, Icon }) => (
        <Link key={href} href={href} aria-current={here(href) ? "page" : undefined}>
          <Icon className="i" />
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}

/** Where the left list has no room: the switch over the title, as `above` of the page's head. */
export function AuthenticateSwitch() {
  const t = useTranslations("frame");
  const here = useHere();
  return (
    <Menu
      trigger={
        <button type="button" className="where">
          {t("authenticate")}
          <ChevronsUpDown className="i" />
        </button>
      }
    >
      {AUTHENTICATE.map(({ name, href, Icon }) => (
        <MenuLink key={href} href={href} current={here(href)} icon={<Icon className="i" />}>
          {t(name)}
        </MenuLink>
      ))}
    </Menu>
  );
}
