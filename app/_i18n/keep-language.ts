// Keeps a language that somebody chose, in this browser. Used by the language menu and by /account.
import { LANGUAGE_COOKIE, type Language } from "./languages";

const YEAR = 31_536_000;

/** The cookie proves nothing and is worth nothing to others: the browser writes it itself. */
export function keepCookie(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

export const keepLanguage = (language: Language) => keepCookie(LANGUAGE_COOKIE, language);
