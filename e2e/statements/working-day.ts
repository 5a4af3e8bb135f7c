// All that an organization does with the product, from the first upload to the end of its tombstones, so that its statements
// stand in the log. Called by single-organization.spec.ts.
import { ACTIONS, PLACES } from "../doors";
import { PASSWORD, type TestOrganization } from "../organizations";
import { client, tokenOf } from "../tokens";
import { type HttpAdmin, signedIn } from "./admin-by-http";
import { ISSUER, type LoggedServer } from "./server";

/** Users and Reports are asked in every way their pages offer. */
const QUESTIONS = (learner: number, group: number) => [
  ...["", "page=last", "sort=-name", "sort=active", "sort=-active&page=last", `after=${learner}&at=5`].map(users),
  ...[`before=${learner}&at=9`, "sort=-name&page=last", `sort=active&after=${learner}&at=3`].map(users),
  ...[`group=${group}`, `group=${group}&page=last&sort=-active`, `group=${group}&after=${learner}&at=2`].map(users),
  ...["active=30", "active=90&sort=-active", "active=not-90", "active=never&page=last"].map(users),
  ...["q=a", "q=ra", "q=example", "q=people&sort=-active", `q=example&group=${group}&active=30`].map(users),
  ...[`active=not-90&group=${group}&sort=active`, "q=nobody%20of%20this%20name"].map(users),
  ...["", "?q=a", `?group=${group}`, "?active=never"].map((query) => `/users/export.csv${query}`),
  ...["", "?courses=all", `?group=${group}`, "?from=2026-01&to=2026-06"].map((query) => `/reports${query}`),
  ...["months", "courses", "groups"].map((table) => `/reports/${table}.csv`),
  `/reports/groups.csv?group=${group}`,
];
const users = (query: string) => `/users${query ? `?${query}` : ""}`;

export async function workingDay(server: LoggedServer, organization: TestOrganization): Promise<void> {
  const { app, sql, cron } = server;
  const { learners, id } = organization;
  const [group] = await sql<{ id: number }[]>`
    select group_id as id from group_memberships where organization_id = ${id} limit 1`;
  await sql`update safeguards set brake_percent = 100 where organization_id = ${id}`;
  const admin = await signedIn(app, organization.admin.email, PASSWORD);
  const lines = (from: number, to: number) =>
    learners.slice(from, to).map(({ email, userId }) => `${email ?? ""},${userId ?? ""}`);

  // A deletion as the dialog does it; another that waits; one stopped, one cancelled; one through the API.
  const done = await admin.upload(
    "user-deletion",
    file(...lines(0, 8), ...lines(0, 1), "nobody@people.example,", "x,"),
  );
  await preview(done);
  await pressed("user-deletion#confirmBatch", [{ batchId: done, previewNumber: 1, typedCount: "8" }]);
  await finished(done);
  const again = await admin.upload("user-deletion", file(...lines(0, 2), ...lines(8, 10)));
  await preview(again);
  await pressed("user-deletion#confirmBatch", [{ batchId: again, previewNumber: 1, typedCount: "2" }]);
  await admin.act("user-deletion#stopBatch", [again]);
  await finished(again);
  const dropped = await admin.upload("user-deletion", file(...lines(10, 12)));
  await preview(dropped);
  await pressed("user-deletion#cancelBatch", [dropped]);
  await throughTheApi();

  // Lists: users added, found among the deleted, put on hold.
  const added = await admin.upload(
    "add-users",
    `primary_email_address,unique_user_id,name,groups\nnew@people.example,,New,New group\n${learners[3]?.email},,,`,
  );
  await listUntil(added, "ready");
  await admin.act("add-users#readList", [added]);
  await pressed("add-users#orderList", [added]);
  await listUntil(added, "completed");
  const found = await admin.upload("find-deleted-users", file(...lines(0, 4)));
  await listUntil(found, "ready");
  await admin.act("find-deleted-users#readUpload", [found]);
  await admin.act("find-deleted-users#lookUp", [learners[1]?.email ?? learners[1]?.userId]);
  await admin.act("find-deleted-users#doForOne", [{ deed: "restore", typed: learners[1]?.email ?? "" }]);
  await admin.act("find-deleted-users#orderRows", [{ listId: found, deed: "restore", rows: null, count: 3 }]);
  await cron();
  const held = await admin.upload(
    "safeguards/holds",
    `primary_email_address,unique_user_id,reason\n${lines(20, 21)},Why`,
  );
  await listUntil(held, "ready");
  await pressed("safeguards/holds#orderList", [{ listId: held }]);
  await listUntil(held, "completed");
  await pressed("safeguards/holds#putOnHold", [{ learnerId: learners[22]?.id, reason: "Not yet", lastDay: null }]);

  // Single sign-on, required and no longer, by an admin who has linked an account.
  await sql`
    insert into sign_in_identities (issuer, subject, organization_id, admin_id)
    values (${ISSUER}, 'somebody', ${id}, ${organization.admin.id})`;
  for (const path of ["/account", "/authenticate/admins"]) await opened(admin, path);
  for (const required of [true, false])
    await pressed("app/(admin)/authenticate/admins/actions.ts#requireSingleSignOn", [{ required }]);

  // With approval, given by another admin; and every other deed there is, as the access matrix has it.
  await admin.act("safeguards#switchApproval", [{ on: true }]);
  const asked = await admin.upload("user-deletion", file(...lines(20, 26)));
  await preview(asked);
  await admin.act("user-deletion#confirmBatch", [{ batchId: asked, previewNumber: 1, typedCount: "4" }]);
  const other = await signedIn(app, organization.admin2.email, PASSWORD);
  await other.act("user-deletion#reviewBatch", [asked]);
  await other.act("user-deletion#approveBatch", [{ batchId: asked, previewNumber: 1 }]);
  await cron();
  await everyOtherDeed(admin, { batch: done, list: found, adding: added, holding: held });
  await everyDoor(admin);
  for (const path of QUESTIONS(learners[30]?.id ?? 0, group?.id ?? 0)) await opened(admin, path);

  // What goes when its time has come: values, then tombstones and all that the batches left.
  for (const days of [2, 32, 100, 2000]) {
    await server.daysLater(days);
    for (let run = 0; run < 3; run++) await cron();
  }

  async function pressed(action: string, args: unknown[]): Promise<void> {
    const answer = await admin.act(action, args);
    if (!answer.includes('"ok":true')) throw new Error(`${action}: ${answer.slice(0, 500)}`);
  }

  async function preview(batchId: string): Promise<void> {
    await until(batchId, "ready");
    await admin.act("user-deletion#readPreview", [batchId]);
  }
  async function finished(batchId: string): Promise<void> {
    await until(batchId, "completed", "completed_with_errors");
  }

  async function until(batchId: string, ...states: string[]): Promise<void> {
    await runsUntil(states, async () => {
      const [batch] = await sql<{ state: string }[]>`
        select state from deletion_batches where organization_id = ${id} and id = ${batchId}`;
      return batch?.state;
    });
  }

  async function listUntil(listId: string, ...states: string[]): Promise<void> {
    await runsUntil(states, async () => {
      const [list] = await sql<{ state: string }[]>`
        select state from lists where organization_id = ${id} and id = ${listId}`;
      return list?.state;
    });
  }

  /** Each run does all that is due, unless another is at it. */
  async function runsUntil(states: string[], state: () => Promise<string | undefined>): Promise<void> {
    for (let run = 0; run < 300; run++) {
      await cron();
      if (states.includes((await state()) ?? "none")) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`it is ${await state()}, not ${states.join(" or ")}`);
  }

  async function throughTheApi(): Promise<void> {
    const { token } = await tokenOf(sql, organization, "order");
    const call = client(app, token);
    const headers = { "content-type": "text/csv", "idempotency-key": "one" };
    const { body } = await call("POST", "/batches?file_name=api.csv", { body: file(...lines(12, 14)), headers });
    await until(body.id, "ready");
    const ready = await call("GET", `/batches/${body.id}`);
    const order = { expected_users: ready.body.preview.users, preview_number: ready.body.preview.number };
    const confirmed = await call("POST", `/batches/${body.id}/confirm`, {
      body: order,
      headers: { "idempotency-key": "two" },
    });
    if (confirmed.status >= 300) throw new Error(`the API did not confirm: ${JSON.stringify(confirmed.body)}`);
    await finished(body.id);
    for (const path of ["", `/${body.id}/results.csv`, `/${body.id}/outcomes.csv`, `/${body.id}/copy.csv`])
      await call("GET", `/batches${path}`);
  }

  async function everyOtherDeed(admin: HttpAdmin, ids: Record<string, string>): Promise<void> {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);
    for (const [name, { args, form, who }] of Object.entries(ACTIONS))
      if (who !== "anybody")
        await admin.act(name, JSON.parse(fill(JSON.stringify(args))), form && JSON.parse(fill(JSON.stringify(form))));
  }

  async function everyDoor(admin: HttpAdmin): Promise<void> {
    const [mail] = await sql<{ id: string }[]>`select id from mails where organization_id = ${id} limit 1`;
    const ids: Record<string, string | number | undefined> = {
      batch: done,
      list: found,
      adding: added,
      holding: held,
      mail: mail?.id,
      learner: learners[30]?.id,
    };
    for (const { path, who, method = "GET" } of Object.values(PLACES))
      if (who !== "token" && method === "GET")
        await opened(
          admin,
          path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name])),
        );
  }
}

const file = (...lines: string[]) => ["primary_email_address,unique_user_id", ...lines].join("\n");

async function opened(admin: HttpAdmin, path: string): Promise<void> {
  const answer = await admin.send(path);
  await answer.arrayBuffer();
  if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}`);
}
