// The reader's choice of light or dark, kept in a cookie so that the first byte of a page already has it. Used by the root layout
// (reads) and the account menu (writes).
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "theme";

export function asTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
