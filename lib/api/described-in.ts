// The API's description in the reader's language, to be shown; programs read the English one. Pure. Called by the page of the API.
import type { Language } from "@/lib/email";
import { INDONESIAN } from "./indonesian";
import { type Described, openApi } from "./openapi";

const READ = new Set(["summary", "description", "message"]);

export const describedIn = (language: Language, appUrl: string): Described => {
  const described = openApi(appUrl);
  return language === "id" ? (translated(described) as Described) : described;
};

/** Whatever is read by people; names, codes and types are the API's own. */
function translated(value: unknown, key = ""): unknown {
  if (typeof value === "string" && READ.has(key)) return inIndonesian(value);
  if (Array.isArray(value)) return value.map((one) => translated(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translated(one, name)]));
}

/** Paragraph by paragraph; a refusal's description names each code before its message. */
const inIndonesian = (text: string): string =>
  text
    .split("\n\n")
    .map((paragraph) => {
      const [, code = "", words = paragraph] = /^([a-z_]+: )(.*)$/s.exec(paragraph) ?? [];
      return code + (INDONESIAN[words] ?? words);
    })
    .join("\n\n");
