// A name somebody else gave (a file's), as it is shown: what nobody could see, or what would turn the words around it, is spelt out.
// Used wherever a file's name stands on a page; stored and answered by the API it is as it came.

/** Control characters, line ends, and the marks that direct writing. Joiners stay: names in many scripts need them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** `left\u{202e}vsc.exe.csv` for a name that would else read as if it ended in exe.csv from the right. */
export const shownName = (name: string): string =>
  name.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
