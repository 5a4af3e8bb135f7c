// The document of every page: language, theme, typefaces, words for client components, nonce. Used by Next around every route.
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { connection } from "next/server";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Nonce } from "./_components/nonce";
import { Toasts } from "./_components/toast";
import { ClientMessages } from "./_i18n/client-messages";
import { fonts } from "./_look/fonts";
import { asTheme, THEME_COOKIE } from "./_look/theme";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("frame");
  const product = t("product");
  return { title: { default: product, template: `%s · ${product}` }, description: t("description") };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f1f4f4" },
    { media: "(prefers-color-scheme: dark)", color: "#0c1112" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made while building has no nonce, and its scripts would be refused.
  await connection();
  const [jar, head, language] = await Promise.all([cookies(), headers(), getLocale()]);
  const theme = asTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang={language} className={fonts} data-theme={theme === "system" ? undefined : theme}>
      <body>
        <Nonce value={head.get("x-nonce") ?? undefined}>
          <ClientMessages>
            <Toasts>{children}</Toasts>
          </ClientMessages>
        </Nonce>
      </body>
    </html>
  );
}
