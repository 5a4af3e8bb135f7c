// Every public door of the application, read from the source and from the build: pages, route handlers, server actions. Beside
// it the list of what each is and who may pass; access.spec.ts fails when the two differ, so a new export must be listed.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** anybody: no proof needed. admin, full_admin: that proof. secret: a bearer secret. signature: a POST signed by its sender. token: one of the API. nothing: there is no such address, for anybody. */
export type Who = "anybody" | "admin" | "full_admin" | "secret" | "signature" | "token" | "nothing";
export type Door = {
  who: Who /** A path that opens it; `{batch}`, `{mail}`, `{learner}`, `{list}`, `{adding}` and `{holding}` are ids of the first organization's. */;
  path: string;
  file?: boolean;
  /** Not there while single sign-on is not configured. */
  off?: boolean;
  /** Where it is not GET. */
  method?: string;
};

const AUM = "/authenticate/automate-user-management";

/** Pages and route handlers, by source file below app/. */
export const PLACES: Record<string, Door> = {
  // Leads on to Users, whoever asks; Users has its guard.
  "page.tsx": { who: "anybody", path: "/" },
  "verify/page.tsx": { who: "anybody", path: "/verify" },
  "verify/keys.json/route.ts": { who: "anybody", path: "/verify/keys.json", file: true },
  "sign-in/page.tsx": { who: "anybody", path: "/sign-in" },
  "sign-in/forgot/page.tsx": { who: "anybody", path: "/sign-in/forgot" },
  "sign-in/invitation/page.tsx": { who: "anybody", path: "/sign-in/invitation" },
  "sign-in/single-sign-on/route.ts": { who: "anybody", path: "/sign-in/single-sign-on", off: true },
  "sign-in/reset/page.tsx": { who: "anybody", path: "/sign-in/reset" },
  "(admin)/account/page.tsx": { who: "admin", path: "/account" },
  "(admin)/account/signed-in-again/page.tsx": { who: "admin", path: "/account/signed-in-again" },
  "(admin)/users/page.tsx": { who: "admin", path: "/users" },
  "(admin)/users/[id]/page.tsx": { who: "admin", path: "/users/{learner}" },
  "(admin)/users/export.csv/route.ts": { who: "full_admin", path: "/users/export.csv", file: true },
  "(admin)/reports/page.tsx": { who: "admin", path: "/reports" },
  "(admin)/reports/[table]/route.ts": { who: "admin", path: "/reports/months.csv", file: true },
  "(admin)/mailbox/page.tsx": { who: "full_admin", path: "/mailbox" },
  "(admin)/mailbox/[id]/page.tsx": { who: "full_admin", path: "/mailbox/{mail}" },
  "(admin)/authenticate/page.tsx": { who: "full_admin", path: "/authenticate" },
  "(admin)/authenticate/automate-user-management/page.tsx": { who: "full_admin", path: AUM },
  "(admin)/authenticate/automate-user-management/batches/page.tsx": { who: "full_admin", path: `${AUM}/batches` },
  "(admin)/authenticate/automate-user-management/batches/[id]/page.tsx": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}`,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/status/route.ts": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/status`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/results.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/results.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/outcomes.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/outcomes.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/copy.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/copy.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/certificate/page.tsx": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/certificate`,
  },
  "(admin)/authenticate/automate-user-management/batches/[id]/certificate.json/route.ts": {
    who: "full_admin",
    path: `${AUM}/batches/{batch}/certificate.json`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/user_deletion_template.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/user_deletion_template.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/find-deleted-users/[id]/page.tsx": {
    who: "full_admin",
    path: `${AUM}/find-deleted-users/{list}`,
  },
  "(admin)/authenticate/automate-user-management/find-deleted-users/[id]/results.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/find-deleted-users/{list}/results.csv`,
    file: true,
  },
  "(admin)/authenticate/audit-log/page.tsx": { who: "full_admin", path: "/authenticate/audit-log" },
  "(admin)/authenticate/audit-log/[file]/route.ts": {
    who: "full_admin",
    path: "/authenticate/audit-log/entries.csv",
    file: true,
  },
  "(admin)/authenticate/audit-log/verify/route.ts": {
    who: "full_admin",
    path: "/authenticate/audit-log/verify",
    file: true,
  },
  "(admin)/authenticate/admins/page.tsx": { who: "full_admin", path: "/authenticate/admins" },
  "(admin)/authenticate/retained-references/page.tsx": { who: "full_admin", path: "/authenticate/retained-references" },
  "(admin)/authenticate/retained-references/references.csv/route.ts": {
    who: "full_admin",
    path: "/authenticate/retained-references/references.csv",
    file: true,
  },
  "(admin)/authenticate/automate-user-management/add-users/[id]/results.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/add-users/{adding}/results.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/add_users_template.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/add_users_template.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/safeguards/holds/[id]/results.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/safeguards/holds/{holding}/results.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/hold_users_template.csv/route.ts": {
    who: "full_admin",
    path: `${AUM}/hold_users_template.csv`,
    file: true,
  },
  "(admin)/authenticate/automate-user-management/lists/[id]/status/route.ts": {
    who: "full_admin",
    path: `${AUM}/lists/{list}/status`,
    file: true,
  },
  // A link that is none: the page says so to anybody alike.
  "recipients/[link]/page.tsx": { who: "anybody", path: "/recipients/none" },
  "(admin)/authenticate/automate-user-management/api-access/page.tsx": { who: "full_admin", path: `${AUM}/api-access` },
  "api/v1/[[...rest]]/route.ts": { who: "nothing", path: "/api/v1/none", file: true },
  "api/v1/openapi.json/route.ts": { who: "anybody", path: "/api/v1/openapi.json", file: true },
  "api/v1/batches/route.ts": { who: "token", path: "/api/v1/batches", file: true },
  ...Object.fromEntries(
    ["", "/results.csv", "/outcomes.csv", "/copy.csv", "/confirm", "/cancel", "/complete", "/slices/[index]"].map(
      (path) => [
        `api/v1/batches/[id]${path}/route.ts`,
        {
          who: "token" as const,
          path: `/api/v1/batches/{batch}${path.replace("[index]", "0")}`,
          file: true,
          ...(/confirm|cancel|complete/.test(path)
            ? { method: "POST" }
            : path.startsWith("/slices")
              ? { method: "PUT" }
              : {}),
        },
      ],
    ),
  ),
  // By its signature alone; there is nothing to GET.
  "api/webhooks/resend/route.ts": { who: "signature", path: "/api/webhooks/resend", file: true },
  "api/auth/[...nextauth]/route.ts": { who: "anybody", path: "/api/auth/session", file: true },
  "api/cron/deletion-batches/route.ts": { who: "secret", path: "/api/cron/deletion-batches", file: true },
  "api/health/route.ts": { who: "anybody", path: "/api/health", file: true },
};

const NOBODYS = "00000000-0000-4000-8000-000000000000";
const BATCH = "{batch}";
const LIST = "{list}";
/** A list of users to add of the first organization's, ready. */
const ADDING = "{adding}";
/** A list of users to put on hold of the first organization's, ready. */
const HOLDING = "{holding}";

/**
 * Server actions, by `file#export`, each with arguments that would do something for the first organization's full admin. `own`:
 * whoever calls it does something in their own organization.
 */
export const ACTIONS: Record<string, { who: Who; args: unknown[]; form?: Record<string, string>; own?: true }> = {
  "app/sign-in/actions.ts#signIn": { who: "anybody", args: [] },
  "app/sign-in/forgot/actions.ts#askForLink": { who: "anybody", args: [] },
  "app/sign-in/reset/actions.ts#resetPassword": { who: "anybody", args: [] },
  "app/sign-in/invitation/actions.ts#accept": { who: "anybody", args: [] },
  "app/sign-in/invitation/actions.ts#acceptAtProvider": { who: "anybody", args: [] },
  // An address that is none, an id that is nobody's: what is asked for is refused in the own organization, too.
  "app/(admin)/authenticate/admins/actions.ts#inviteAdmin": {
    who: "full_admin",
    args: [{ name: "N", email: "x", role: "sub_admin", language: "en" }],
  },
  "app/(admin)/authenticate/admins/actions.ts#sendInvitationAgain": { who: "full_admin", args: [{ id: NOBODYS }] },
  "app/(admin)/authenticate/admins/actions.ts#withdrawInvitation": { who: "full_admin", args: [{ id: NOBODYS }] },
  "app/(admin)/authenticate/admins/actions.ts#changeRole": {
    who: "full_admin",
    args: [{ adminId: 999_999_999, role: "sub_admin" }],
  },
  "app/(admin)/authenticate/admins/actions.ts#removeAdmin": { who: "full_admin", args: [{ adminId: 999_999_999 }] },
  "app/(admin)/authenticate/admins/actions.ts#requireSingleSignOn": { who: "full_admin", args: [{ required: false }] },
  // Everybody's own account: what would do something would do it to the caller, who is still needed.
  "app/(admin)/account/actions.ts#changePassword": { who: "admin", args: [{ present: "", password: "" }] },
  "app/(admin)/account/actions.ts#endSessions": { who: "admin", args: ["none"] },
  "app/(admin)/account/actions.ts#chooseLanguage": { who: "admin", args: ["xx"] },
  "app/(admin)/account/actions.ts#linkSingleSignOn": { who: "admin", args: [{}] },
  "app/(admin)/account/actions.ts#unlinkSingleSignOn": { who: "admin", args: [{}] },
  "app/verify/actions.ts#verify": { who: "anybody", args: [] },
  [`app/(admin)${AUM}/user-deletion/actions.ts#beginUpload`]: {
    who: "full_admin",
    args: [{ fileName: "a.csv", fileBytes: 10, sha256: "0".repeat(64) }],
    own: true,
  },
  [`app/(admin)${AUM}/user-deletion/actions.ts#putSlice`]: {
    who: "full_admin",
    args: [],
    form: { batchId: BATCH, index: "0" },
  },
  [`app/(admin)${AUM}/user-deletion/actions.ts#completeUpload`]: { who: "full_admin", args: [BATCH] },
  [`app/(admin)${AUM}/user-deletion/actions.ts#readPreview`]: { who: "full_admin", args: [BATCH] },
  [`app/(admin)${AUM}/user-deletion/actions.ts#confirmBatch`]: {
    who: "full_admin",
    args: [{ batchId: BATCH, previewNumber: 1, typedCount: "2" }],
  },
  [`app/(admin)${AUM}/user-deletion/actions.ts#reviewBatch`]: { who: "full_admin", args: [BATCH] },
  [`app/(admin)${AUM}/user-deletion/actions.ts#approveBatch`]: {
    who: "full_admin",
    args: [{ batchId: BATCH, previewNumber: 1 }],
  },
  [`app/(admin)${AUM}/user-deletion/actions.ts#declineBatch`]: {
    who: "full_admin",
    args: [{ batchId: BATCH, reason: "Not these" }],
  },
  [`app/(admin)${AUM}/user-deletion/actions.ts#cancelBatch`]: { who: "full_admin", args: [BATCH] },
  [`app/(admin)${AUM}/user-deletion/actions.ts#stopBatch`]: { who: "full_admin", args: [BATCH] },
  [`app/(admin)${AUM}/add-users/actions.ts#addUser`]: {
    who: "full_admin",
    args: [{ email: "new@access.example", userId: "", name: "", groups: "", createGroups: false }],
    own: true,
  },
  [`app/(admin)${AUM}/add-users/actions.ts#beginUpload`]: {
    who: "full_admin",
    args: [{ fileName: "a.csv", fileBytes: 10, sha256: "0".repeat(64) }],
    own: true,
  },
  [`app/(admin)${AUM}/add-users/actions.ts#putSlice`]: {
    who: "full_admin",
    args: [],
    form: { id: ADDING, index: "0" },
  },
  [`app/(admin)${AUM}/add-users/actions.ts#completeUpload`]: { who: "full_admin", args: [ADDING] },
  [`app/(admin)${AUM}/add-users/actions.ts#readList`]: { who: "full_admin", args: [ADDING] },
  [`app/(admin)${AUM}/add-users/actions.ts#orderList`]: { who: "full_admin", args: [ADDING] },
  [`app/(admin)${AUM}/add-users/actions.ts#cancelList`]: { who: "full_admin", args: [ADDING] },
  [`app/(admin)${AUM}/add-users/actions.ts#dropListValues`]: { who: "full_admin", args: [ADDING] },
  // Looking up is open to every full admin, for the own organization: nothing typed answers nobody anything.
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#lookUp`]: { who: "full_admin", args: [" "] },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#doForOne`]: {
    who: "full_admin",
    args: [{ deed: "restore", typed: "nobody@nowhere.example" }],
  },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#beginUpload`]: {
    who: "full_admin",
    args: [{ fileName: "a.csv", fileBytes: 10, sha256: "0".repeat(64) }],
    own: true,
  },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#putSlice`]: {
    who: "full_admin",
    args: [],
    form: { id: LIST, index: "0" },
  },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#completeUpload`]: { who: "full_admin", args: [LIST] },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#readUpload`]: { who: "full_admin", args: [LIST] },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#orderRows`]: {
    who: "full_admin",
    args: [{ listId: LIST, deed: "reuse", rows: null, count: 1 }],
  },
  [`app/(admin)${AUM}/find-deleted-users/actions.ts#dropList`]: { who: "full_admin", args: [LIST] },
  [`app/(admin)${AUM}/notifications/actions.ts#addRecipient`]: {
    who: "full_admin",
    args: [{ email: "hr@access.example", language: "en" }],
    own: true,
  },
  [`app/(admin)${AUM}/notifications/actions.ts#sendLinkAgain`]: {
    who: "full_admin",
    args: [{ id: 9_000_000_000_000 }],
  },
  [`app/(admin)${AUM}/notifications/actions.ts#setRecipientLanguage`]: {
    who: "full_admin",
    args: [{ id: 9_000_000_000_000, language: "id" }],
  },
  [`app/(admin)${AUM}/notifications/actions.ts#removeRecipient`]: {
    who: "full_admin",
    args: [{ id: 9_000_000_000_000 }],
  },
  [`app/(admin)${AUM}/api-access/actions.ts#createToken`]: {
    who: "full_admin",
    args: [{ name: "HR", scope: "read", days: 90 }],
    own: true,
  },
  [`app/(admin)${AUM}/api-access/actions.ts#revokeToken`]: {
    who: "full_admin",
    args: [{ id: "00000000-0000-4000-8000-000000000000" }],
  },
  "app/recipients/[link]/actions.ts#confirmRecipient": { who: "anybody", args: [] },
  [`app/(admin)${AUM}/safeguards/actions.ts#changeSettings`]: {
    who: "full_admin",
    args: [
      {
        settings: {
          startDelayHours: 0,
          thresholdUsers: 100,
          thresholdPercent: 10,
          brakePercent: 50,
          tombstoneDays: 1826,
        },
      },
    ],
    own: true,
  },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#putOnHold`]: {
    who: "full_admin",
    args: [{ learnerId: 1, reason: "Not these", lastDay: null }],
  },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#liftHold`]: { who: "full_admin", args: [{ learnerId: 1 }] },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#beginUpload`]: {
    who: "full_admin",
    args: [{ fileName: "a.csv", fileBytes: 10, sha256: "0".repeat(64) }],
    own: true,
  },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#putSlice`]: {
    who: "full_admin",
    args: [],
    form: { id: HOLDING, index: "0" },
  },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#completeUpload`]: { who: "full_admin", args: [HOLDING] },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#readList`]: { who: "full_admin", args: [HOLDING] },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#orderList`]: { who: "full_admin", args: [{ listId: HOLDING }] },
  [`app/(admin)${AUM}/safeguards/holds/actions.ts#cancelList`]: { who: "full_admin", args: [HOLDING] },
  [`app/(admin)${AUM}/safeguards/actions.ts#switchApproval`]: { who: "full_admin", args: [{ on: false }] },
  [`app/(admin)${AUM}/safeguards/actions.ts#answerRequest`]: {
    who: "full_admin",
    args: [{ requestId: 1, answer: "agreed" }],
  },
};

export function placesInSource(): string[] {
  const app = join(ROOT, "app");
  return (readdirSync(app, { recursive: true }) as string[])
    .map((file) => relative(app, join(app, file)).replaceAll("\\", "/"))
    .filter((file) => /(^|\/)(page|route)\.tsx?$/.test(file))
    .sort();
}

/** The function that a page's component awaits before anything else. */
export function firstAwaited(page: string): string | undefined {
  const [, component = ""] = readFileSync(join(ROOT, "app", page), "utf8").split("export default async function");
  return /\bawait\s+(\w+)/.exec(component)?.[1];
}

/** Every action the build knows, with the id that the browser calls it by. */
export function actionsInBuild(): { name: string; id: string; page: string }[] {
  const file = join(ROOT, process.env.NEXT_DIST_DIR ?? ".next", "server/server-reference-manifest.json");
  type Manifest = {
    node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
  };
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return Object.entries(manifest.node).map(([id, { filename, exportedName, workers }]) => ({
    name: `${filename}#${exportedName}`,
    id,
    page:
      (Object.keys(workers)[0] ?? "")
        .replace(/^app/, "")
        .replace(/\/\([^)]*\)/g, "")
        .replace(/\/page$/, "") || "/",
  }));
}

/** Every action exported by a file that says "use server". */
export function actionsInSource(): string[] {
  const app = join(ROOT, "app");
  return (readdirSync(app, { recursive: true }) as string[])
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(app, file), "utf8");
      if (!/^["']use server["']/m.test(text)) return [];
      return [...text.matchAll(/^export (?:async function|const) (\w+)/gm)].map(
        (match) => `app/${file.replaceAll("\\", "/")}#${match[1]}`,
      );
    })
    .sort();
}
