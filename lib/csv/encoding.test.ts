// Owns the proof of which bytes are text, and that each is read as the character it stands for (spec section 3).
// Run by vitest.

import { describe, expect, it } from "vitest";
import { decode, isOtherKindOfFile } from "./encoding";

const read = (bytes: Uint8Array) => {
  const decoded = decode(bytes);
  return decoded.ok ? [decoded.encoding, Buffer.from(decoded.utf8).toString("utf8")] : [decoded.code, decoded.line];
};
const latin1 = (text: string) => Buffer.from(text, "latin1");
const little = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const big = (text: string) => little(text).swap16();

describe("Windows-1252", () => {
  it("has the character that everybody else reads for every byte it defines", () => {
    // https://encoding.spec.whatwg.org/index-windows-1252.txt; Node's own decoder takes it for Latin-1.
    const special = [..."€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"];
    const undefinedBytes = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    for (let byte = 0x80; byte <= 0xff; byte++) {
      if (undefinedBytes.includes(byte)) continue;
      const character = byte < 0xa0 ? (special.shift() ?? "") : String.fromCharCode(byte);
      // Behind ASCII and at the very end, alone and several in a row: nothing may be cut off.
      expect(read(Buffer.from([0x61, byte]))).toEqual(["windows-1252", `a${character}`]);
      expect(read(Buffer.from([byte, byte, byte, 0x7a]))).toEqual(["windows-1252", `${character.repeat(3)}z`]);
    }
  });

  it("is refused by the line of a byte it does not define, whatever ends the lines", () => {
    expect(read(latin1("\xe9\x81"))).toEqual(["encoding", 1]);
    expect(read(latin1("\xe9\r\na\r\n\x81"))).toEqual(["encoding", 3]);
    expect(read(latin1("\xe9\ra\r\r\x8d"))).toEqual(["encoding", 4]);
    expect(read(latin1("\xe9\n\r\n\r\x8f"))).toEqual(["encoding", 4]);
    expect(read(latin1("\xe9\x90\n\n"))).toEqual(["encoding", 1]);
    // A carriage return right before it ends a line; one right behind it does not yet.
    expect(read(latin1("\xe9\r\x9d\r"))).toEqual(["encoding", 2]);
  });

  it("is no guess for a file with NUL bytes: that is no text", () => {
    expect(read(latin1("\0\xe9"))).toEqual(["not_csv", undefined]);
    expect(read(latin1("\xe9\0"))).toEqual(["not_csv", undefined]);
  });
});

describe("UTF-8", () => {
  it("is itself, its mark left out, one inside kept", () => {
    expect(read(Buffer.from("é\ufeff"))).toEqual(["utf-8", "é\ufeff"]);
    expect(read(Buffer.from("\ufeffé"))).toEqual(["utf-8-bom", "é"]);
    expect(read(Buffer.from("\ufeff\ufeffé"))).toEqual(["utf-8-bom", "\ufeffé"]);
    expect(read(Buffer.alloc(0))).toEqual(["utf-8", ""]);
  });

  it("with its mark is refused by the first line that is none", () => {
    const marked = (text: string) => Buffer.concat([Buffer.from("\ufeff"), latin1(text)]);
    expect(read(marked("\xe9"))).toEqual(["encoding", 1]);
    expect(read(marked("a\nb\n\xe9\nc\n\xe9"))).toEqual(["encoding", 3]);
    expect(read(marked("a\r\n\nb\xe9"))).toEqual(["encoding", 3]);
    // Without a line feed the whole is one stretch: its beginning is told.
    expect(read(marked("a\rb\xe9"))).toEqual(["encoding", 1]);
  });

  it("with NUL is no CSV, by its line", () => {
    expect(read(Buffer.from("a\0"))).toEqual(["not_csv", 1]);
    expect(read(Buffer.from("a\r\n\rb\0"))).toEqual(["not_csv", 3]);
  });
});

describe.each([
  ["utf-16le", little],
  ["utf-16be", big],
] as const)("%s", (encoding, write) => {
  it.each([
    ["the borders of what takes one, two, three and four bytes", "\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}"],
    ["what stands beside the surrogates", "\ud7ff\ue000"],
    ["the first and last of each surrogate", "\ud800\udc00\ud800\udfff\udbff\udc00\udbff\udfff"],
    ["letters of one byte alone", "abc"],
    ["letters of two bytes alone", "\u0080é\u07ff"],
    ["letters of three bytes alone", "\u0800中\uffff"],
    ["nothing", ""],
    ["a mark inside", "a\ufeffb"],
  ])("keeps %s", (_, text) => expect(read(write(text))).toEqual([encoding, text]));

  it.each([
    ["a lone first half", "a\ud800b", 1],
    ["a first half twice", "a\n\ud800\ud800\udc00", 2],
    ["a first half before what is beyond the second", "\n\n\udbff\ue000", 3],
    ["a first half before what is before the second", "\r\r\ud800\udbff", 3],
    ["a lone second half", "\r\na\udc00", 2],
    ["the last second half alone", "\r\na\udfff", 2],
    ["a second half twice", "\na\udc00\udc00b", 2],
    ["a first half at the end", "a\r\ud83d", 2],
  ])("is refused for %s, by its line", (_, text, line) => expect(read(write(text))).toEqual(["encoding", line]));

  it("cut in a character is refused, and with NUL is no CSV", () => {
    expect(read(write("a\nb").subarray(0, -1))).toEqual(["encoding", 2]);
    expect(read(write("a\n\0"))).toEqual(["not_csv", 2]);
  });
});

it("UTF-32 is told from UTF-16, and by its own name", () => {
  expect(read(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).toEqual(["encoding", 1]);
  expect(read(Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]))).toEqual(["encoding", 1]);
  // Half of such a mark is none.
  expect(read(Buffer.from([0xff, 0xfe, 0x61, 0]))).toEqual(["utf-16le", "a"]);
  expect(read(Buffer.from([0, 0, 0x61]))).toEqual(["not_csv", 1]);
});

describe("another kind of file", () => {
  it.each([
    "PK\x03\x04",
    "PK\x05\x06",
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "\x1f\x8b",
    "7z\xbc\xaf\x27\x1c",
    "Rar!\x1a",
    "%PDF-",
    "{\\rtf",
    "\x89PNG\r\n\x1a\n",
    "\xff\xd8\xff",
    "GIF87a",
    "GIF89a",
    "<!DOCTYPE html>",
    "<!-- x -->",
    "<?xml version='1.0'?>",
    "<HTML>",
    "<head>",
    "<body class='x'>",
    "<meta charset='x'>",
    "<script>",
    "<style>",
    " \t\r\n<table>",
    "<svg/>",
    "\xef\xbb\xbf<html",
    "\xff\xfe<\0h\0t\0m\0l\0>\0",
    "\xfe\xff\0<\0h\0t\0m\0l\0>",
  ])("%j is one", (start) => expect(isOtherKindOfFile(latin1(`${start}…`)), start).toBe(true));

  it.each([
    "PK,primary_email_address",
    "%PDF",
    "Rar!",
    "a<html>",
    "a\n<html>",
    "<html-version>",
    "<tablets>",
    "<headline>",
    "< html>",
    "html",
    "<ann@example.com>",
  ])("%j is none", (start) => expect(isOtherKindOfFile(latin1(`${start},unique_user_id\n`)), start).toBe(false));
});
