// How long pages take for somebody who goes on working: the same requests at the same pace, while nothing else happens and while
// a batch runs. Called by deleting.ts.
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";
import { quantile, related } from "./figures";
import { reportPaths, userPaths } from "./reading";

/** One request after another, with a pause that a reader would make; not a load test. */
const PAUSE_MS = 100;

export type Reader = { stop: () => Promise<number[]> };

/** Asks for Users in many ways, and for Reports, until stopped; then answers the times in milliseconds. */
export async function startReader(sql: Sql, app: string, page: Page, organizationId: number): Promise<Reader> {
  const paths = [...(await userPaths(sql, organizationId)), ...(await reportPaths(sql, organizationId))];
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const times: number[] = [];
  let going = true;
  const done = (async () => {
    for (let turn = 0; going; turn++) {
      const path = paths[(turn * 37) % paths.length] ?? "/users";
      const began = performance.now();
      const answer = await fetch(`${app}${path}`, { headers: { cookie }, redirect: "manual" });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return times;
    },
  };
}

/** The reader for a while, while nothing else happens. */
export async function idleTimes(sql: Sql, app: string, page: Page, organizationId: number): Promise<number[]> {
  const reader = await startReader(sql, app, page, organizationId);
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  return reader.stop();
}

export function pageFigures(idle: number[], busy: number[]): void {
  for (const [name, q, most] of [
    ["p50", 0.5, undefined],
    ["p95", 0.95, 1.5],
  ] as const)
    related(
      `Pages while a batch runs, ${busy.length} requests, ${name}`,
      quantile(busy, q),
      "ms",
      { name: "while nothing else happens", value: quantile(idle, q) },
      most ? { text: `ratio ≤ ${most}`, holds: (ratio) => ratio <= most } : undefined,
    );
}
