// What pages that only read take at a million learners: Users with its search, filters, sorts and places, and Reports. Server
// time: from the request to the last byte, without a browser. Called by e2e/bench/run.ts.
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";
import { ODD_GROUPS } from "./dataset";

const ROUNDS = 8;

export type Times = { path: string; times: number[] };

const quantile = (values: number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

/** Each path once a round, so that none profits from having been asked for a moment ago. The first round warms up. */
export async function serverTimes(
  page: Page,
  app: string,
  paths: readonly string[],
  rounds = ROUNDS,
): Promise<Times[]> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const all = paths.map((path): Times => ({ path, times: [] }));
  for (let round = 0; round <= rounds; round++)
    for (const { path, times } of all) {
      const began = performance.now();
      const answer = await fetch(`${app}${path}`, { headers: { cookie }, redirect: "manual" });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      if (round > 0) times.push(performance.now() - began);
    }
  return all;
}

/** Over all requests; and the path whose usual time is the longest. */
export function summary(all: readonly Times[]): { p50: number; p95: number; slowest: { path: string; p50: number } } {
  const every = all.flatMap(({ times }) => times);
  const usual = all.map(({ path, times }) => ({ path, p50: quantile(times, 0.5) })).sort((a, b) => b.p50 - a.p50);
  return {
    p50: quantile(every, 0.5),
    p95: quantile(every, 0.95),
    slowest: usual[0] ?? { path: "", p50: 0 },
  };
}

/** What admins ask for: pages from both ends and from the middle, each sort, groups of every kind, searches short and long. */
export async function userPaths(sql: Sql, organizationId: number): Promise<string[]> {
  const groups = await sql<{ id: number; name: string }[]>`
    select id, name from groups where organization_id = ${organizationId}`;
  const group = (name: string) => groups.find((each) => each.name === name)?.id;
  /** The learner half-way down a group's names. */
  const middle = async (groupId: number | undefined) => {
    const [row] = await sql<{ id: number }[]>`
      select learner_id as id from group_memberships
      where organization_id = ${organizationId} and group_id = ${groupId ?? 0} order by sort_name, learner_id
      offset (select count(*) / 2 from group_memberships where organization_id = ${organizationId} and group_id = ${groupId ?? 0}) limit 1`;
    return row?.id;
  };
  const [usual, half, clustered, small] = ["Group 5", ODD_GROUPS.half, ODD_GROUPS.clustered, ODD_GROUPS.small].map(
    group,
  );
  const [inUsual, inHalf, inClustered] = await Promise.all([middle(usual), middle(half), middle(clustered)]);
  return [
    "",
    "page=last",
    `after=${inHalf}&at=500001`,
    `before=${inHalf}&at=500001`,
    "sort=-name",
    "sort=active",
    "sort=-active",
    "sort=-active&page=last",
    `sort=-active&after=${inUsual}&at=400001`,
    `group=${usual}`,
    `group=${usual}&page=last`,
    `group=${usual}&after=${inUsual}&at=50001`,
    `group=${usual}&sort=-active`,
    `group=${half}`,
    `group=${half}&after=${inHalf}&at=250001`,
    `group=${clustered}`,
    `group=${clustered}&page=last`,
    `group=${clustered}&after=${inClustered}&at=14001`,
    `group=${small}`,
    `group=${small}&sort=active`,
    "active=30",
    "active=90&sort=-active",
    "active=not-90",
    "active=not-90&page=last",
    "active=never",
    `active=30&group=${usual}`,
    `active=never&group=${clustered}`,
    `active=not-90&group=${half}&sort=active`,
    "q=a",
    "q=q",
    "q=ra",
    "q=b-",
    "q=wijaya",
    "q=budi%20santoso",
    "q=ana",
    "q=ana&sort=-active",
    "q=zulkarnain&page=last",
    "q=learner123456%40bench.example",
    "q=B-123456",
    "q=54321",
    "q=nobody%20of%20this%20name",
    "q=%40bench.example",
    `q=s&group=${half}`,
    `q=ra&group=${usual}`,
    `q=siregar&group=${usual}`,
    `q=wijaya&active=30`,
    `q=12345&active=never`,
    `q=z&group=${clustered}&sort=-active`,
  ].map((query) => `/users${query ? `?${query}` : ""}`);
}

/** The last year, everything there is, one group, and each table as a file. */
export async function reportPaths(sql: Sql, organizationId: number): Promise<string[]> {
  const [group] = await sql<{ id: number }[]>`
    select id from groups where organization_id = ${organizationId} and name = ${ODD_GROUPS.half}`;
  return [
    "/reports",
    "/reports?from=2026-01&to=2026-06",
    "/reports?from=2017-01&to=2026-11",
    `/reports?group=${group?.id}`,
    "/reports?courses=all",
    "/reports/months.csv",
    "/reports/courses.csv",
    `/reports/groups.csv?group=${group?.id}`,
  ];
}
