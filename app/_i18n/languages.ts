// Which languages there are and how one is chosen. Used by request.ts, the language menu, and whatever must know without a request.
export const LANGUAGES = ["en", "id"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Set by the language menu in the browser; holds no secret and no personal data. */
export const LANGUAGE_COOKIE = "language";

/** Dates follow the day-month order and the 24-hour clock in both languages; plain `en` would write American ones. */
export const INTL_LOCALE: Record<Language, string> = { en: "en-GB", id: "id-ID" };

export function isLanguage(value: string | undefined): value is Language {
  return value === "en" || value === "id";
}

/** The cookie, else the first language of the browser that we speak, else English. `in` is the old code of Indonesian. */
export function chosenLanguage(cookie: string | undefined, acceptLanguage: string | null): Language {
  if (isLanguage(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split("-")[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    if (language === "id" || language === "in") return "id";
    if (language === "en") return "en";
  }
  return "en";
}
