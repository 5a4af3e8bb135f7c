// The language and the words of one request. Used by next-intl, which finds it through next.config.ts.
import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chosenLanguage, LANGUAGE_COOKIE } from "./languages";
import { MESSAGES } from "./messages";

export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chosenLanguage(jar.get(LANGUAGE_COOKIE)?.value, head.get("accept-language"));
  // The server does not know the reader's zone: it writes UTC, and _components/moment shows the reader's own.
  return { locale, messages: MESSAGES[locale], timeZone: "UTC" };
});
