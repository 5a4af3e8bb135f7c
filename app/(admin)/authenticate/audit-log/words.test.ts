// Every action that lib writes has words in the page Audit log, in both languages: found in the source, for actions come from all
// over it. Those made of a state or an outcome (`batch.${state}`) are listed here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "@/app/_i18n/messages/en/audit-log.json";
import id from "@/app/_i18n/messages/id/audit-log.json";

const LIB = join(process.cwd(), "lib");
const MADE = ["batch.completed", "batch.completed_with_errors", "batch.copy_downloaded", "second_admin.agreed"];

test("every action has words", () => {
  const written = (readdirSync(LIB, { recursive: true }) as string[])
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => readFileSync(join(LIB, file), "utf8").match(/\baction:.*/g) ?? [])
    .flatMap((line) => [...line.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(([, action = ""]) => action));
  expect(written).toContain("batch.confirmed");
  expect(written).toContain("deleted_users.reuse_allowed");
  for (const { actions } of [en, id] as { actions: Record<string, Record<string, string>> }[]) {
    const unknown = [...written, ...MADE].filter((action) => {
      const [noun = "", point = ""] = action.split(".");
      return !actions[noun]?.[point];
    });
    expect([...new Set(unknown)]).toEqual([]);
  }
});

test("every fact of an entry has words", () => {
  const written = (readdirSync(LIB, { recursive: true }) as string[])
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => readFileSync(join(LIB, file), "utf8").match(/\bdetails: \{[^}]*\}/g) ?? [])
    .flatMap((facts) => [...facts.matchAll(/(?:[{,]\s*)([a-zA-Z_]+)(?=\s*[:,}])/g)].map(([, name = ""]) => name));
  expect(written).toContain("delayHours");
  for (const { facts } of [en, id]) expect([...new Set(written)].filter((name) => !(name in facts.names))).toEqual([]);
});
