// Owns what the bytes of an uploaded file are: which encoding, and whether they are a CSV at all (spec section 3).
// Called by csv/index alone; everything after it sees UTF-8.

import { isUtf8 } from "node:buffer";

export type Encoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "windows-1252";

export type Decoded =
  | { ok: true; encoding: Encoding; utf8: Uint8Array }
  | { ok: false; code: "not_csv" | "encoding"; line?: number };

/**
 * The file as UTF-8 without its byte order mark, or why not. UTF-16 needs its mark; bytes that are no UTF-8 are
 * Windows-1252. Half a surrogate pair, a cut character, a byte that Windows-1252 leaves undefined, and bad bytes after a
 * UTF-8 mark are refused with their line: replacing them could turn one person's ID into another's.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) {
    return { ok: false, code: "encoding", line: 1 }; // UTF-32
  }
  if (startsWith(bytes, [0xff, 0xfe])) return fromUtf16(bytes, "utf-16le");
  if (startsWith(bytes, [0xfe, 0xff])) return fromUtf16(bytes, "utf-16be");
  const marked = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  const utf8 = marked ? bytes.subarray(3) : bytes;
  if (!isUtf8(utf8)) return marked ? { ok: false, code: "encoding", line: firstBadLine(utf8) } : fromWindows1252(bytes);
  return text(utf8, marked ? "utf-8-bom" : "utf-8");
}

/** Whether the first bytes are those of another kind of file: archives, Office, PDF, images, HTML and XML. */
export function isOtherKindOfFile(bytes: Uint8Array): boolean {
  if (SIGNATURES.some((signature) => startsWith(bytes, signature))) return true;
  const start = Buffer.from(bytes.subarray(0, 512)).toString("latin1").replaceAll("\0", "");
  return /^[^\x21-\x7e]*<(?:!doctype|!--|\?xml|html|head|body|meta|script|style|table|svg)(?![\w-])/i.test(start);
}

const ascii = (signature: string) => [...signature].map((character) => character.charCodeAt(0));

const SIGNATURES = [
  ascii("PK\x03\x04"), // zip, xlsx, ods, docx
  ascii("PK\x05\x06"),
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], // xls, doc
  [0x1f, 0x8b], // gzip
  ascii("7z\xbc\xaf\x27\x1c"),
  ascii("Rar!\x1a"),
  ascii("%PDF-"),
  ascii("{\\rtf"),
  ascii("\x89PNG\r\n\x1a\n"),
  [0xff, 0xd8, 0xff], // jpeg
  ascii("GIF87a"),
  ascii("GIF89a"),
];

/** 0x80 to 0x9F of Windows-1252; 0 where it defines nothing. The rest is the code point of the same number. */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

function fromWindows1252(bytes: Uint8Array): Decoded {
  // Text first: a picture is refused as no CSV, not over its encoding.
  if (bytes.indexOf(0) !== -1) return { ok: false, code: "not_csv" };
  let size = bytes.length;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) >= 0x80) size += 2;
  const out = new Uint8Array(size);
  let o = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const point = byte >= 0x80 && byte < 0xa0 ? (WINDOWS_1252[byte - 0x80] as number) : byte;
    if (point === 0) return { ok: false, code: "encoding", line: lineAt(bytes, i) };
    o = writeUtf8(out, o, point);
  }
  return text(out.subarray(0, o), "windows-1252");
}

function fromUtf16(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): Decoded {
  const [low, high] = encoding === "utf-16le" ? [0, 1] : [1, 0];
  const unit = (i: number) => (bytes[i + low] as number) | ((bytes[i + high] as number) << 8);
  const end = bytes.length - (bytes.length % 2);
  let size = 0;
  for (let i = 2; i < end; i += 2) size += unit(i) < 0x80 ? 1 : unit(i) < 0x800 ? 2 : 3;
  const out = new Uint8Array(size);
  let o = 0;
  for (let i = 2; i < end; i += 2) {
    let point = unit(i);
    if (point >= 0xd800 && point <= 0xdfff) {
      const next = i + 2 < end ? unit(i + 2) : 0;
      if (point >= 0xdc00 || next < 0xdc00 || next > 0xdfff) return refused(out, o);
      point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
      i += 2;
    }
    o = writeUtf8(out, o, point);
  }
  return end === bytes.length ? text(out.subarray(0, o), encoding) : refused(out, o);

  function refused(decoded: Uint8Array, length: number): Decoded {
    return { ok: false, code: "encoding", line: lineAt(decoded, length) };
  }
}

function text(utf8: Uint8Array, encoding: Encoding): Decoded {
  const nul = utf8.indexOf(0);
  return nul === -1 ? { ok: true, encoding, utf8 } : { ok: false, code: "not_csv", line: lineAt(utf8, nul) };
}

function writeUtf8(out: Uint8Array, at: number, point: number): number {
  let o = at;
  if (point < 0x80) {
    out[o++] = point;
  } else if (point < 0x800) {
    out[o++] = 0xc0 | (point >> 6);
    out[o++] = 0x80 | (point & 0x3f);
  } else {
    if (point < 0x10000) {
      out[o++] = 0xe0 | (point >> 12);
    } else {
      out[o++] = 0xf0 | (point >> 18);
      out[o++] = 0x80 | ((point >> 12) & 0x3f);
    }
    out[o++] = 0x80 | ((point >> 6) & 0x3f);
    out[o++] = 0x80 | (point & 0x3f);
  }
  return o;
}

/** The line, as a text editor counts, that holds the byte at this place. */
function lineAt(bytes: Uint8Array, place: number): number {
  let line = 1;
  for (let i = 0; i < place; i++) {
    if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a)) line++;
  }
  return line;
}

function firstBadLine(bytes: Uint8Array): number {
  let start = 0;
  // No character of UTF-8 holds a line feed among its bytes, so a line is bad or good by itself.
  for (
    let end = bytes.indexOf(0x0a);
    end !== -1 && isUtf8(bytes.subarray(start, end));
    end = bytes.indexOf(0x0a, start)
  ) {
    start = end + 1;
  }
  return lineAt(bytes, start);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
