// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of source, templates among them, as they stand there.
// The breakages of `npm run breakages`: small edits that would each open a door, and the line of a test's output that tells of it.
// Read by breakages.ts. Breakages of a round share a build, so none of them may hide another.

export type Breakage = {
  /** What would be wrong with the product. */
  name: string;
  file: string;
  /** Stands in the file once. */
  from: string;
  to: string;
  /** A line of the output, when it is caught. */
  caught: RegExp;
};
/** `specs`: of the browser tests, or the compiler. */
export type Round = { specs: string[] | "types"; breakages: Breakage[] };

const AUM = "app/(admin)/authenticate/automate-user-management";
const GUARD = "const admin = await requireFullAdmin();";
/** The guard of any admin where a full admin's belongs, and the compiler told to believe it. */
const ANY_ADMIN =
  'const admin = (await (await import("@/lib/auth")).requireAdmin()) as import("@/lib/auth").FullAdmin;';
const API_GUARD = "const admin = await requireFullAdminForApi(request);";
const ANY_ADMIN_API = `const admin = (await (await import("@/lib/auth")).requireAdminForApi(request)) as
  | import("@/lib/auth").FullAdmin
  | Response;
void requireFullAdminForApi;`;

export const BREAKAGES: Record<string, Round> = {
  types: {
    specs: "types",
    breakages: [
      {
        name: "a page about deletion asks for any admin",
        file: `${AUM}/batches/page.tsx`,
        from: GUARD,
        to: 'const admin = await (await import("@/lib/auth")).requireAdmin();',
        caught: /batches\/page\.tsx.*error TS/,
      },
      {
        name: "a handler forgets its guard",
        file: `${AUM}/batches/[id]/certificate.json/route.ts`,
        from: API_GUARD,
        to: "const admin = { organizationId: 1 };",
        caught: /certificate\.json\/route\.ts.*error TS/,
      },
      {
        name: "an action approves without a password given lately",
        file: `${AUM}/user-deletion/actions.ts`,
        from: "batches.approveBatch(fresh, input.data)",
        to: "batches.approveBatch(admin, input.data)",
        caught: /user-deletion\/actions\.ts.*error TS2345: Argument of type 'FullAdmin'/,
      },
      {
        name: "an API token answers a request for a second admin",
        file: "app/api/v1/batches/[id]/cancel/route.ts",
        from: "cancel(holder, id)",
        to: '(await import("@/lib/batches")).approveBatch(holder, { batchId: id, previewNumber: 1 })',
        caught: /cancel\/route\.ts.*error TS2345: Argument of type 'TokenHolder'/,
      },
    ],
  },
  doors: {
    specs: ["access.spec"],
    breakages: [
      {
        name: "a page lets any admin in",
        file: `${AUM}/batches/page.tsx`,
        from: GUARD,
        to: `void requireFullAdmin;\n${ANY_ADMIN}`,
        caught: /sub admin at \(admin\)\/authenticate\/automate-user-management\/batches\/page\.tsx/,
      },
      {
        name: "a page that only leads on has no guard",
        file: "app/(admin)/authenticate/page.tsx",
        from: "await requireFullAdmin();",
        to: "void requireFullAdmin;",
        caught: /sub admin at \(admin\)\/authenticate\/page\.tsx/,
      },
      {
        name: "a handler without data of anybody has no guard",
        file: `${AUM}/user_deletion_template.csv/route.ts`,
        from: `${API_GUARD}\n  if (admin instanceof Response) return admin;`,
        to: "void requireFullAdminForApi;\n  void request;",
        caught: /signed out at .*user_deletion_template\.csv\/route\.ts/,
      },
      {
        name: "a status address lets any admin ask",
        file: `${AUM}/lists/[id]/status/route.ts`,
        from: API_GUARD,
        to: ANY_ADMIN_API,
        caught: /sub admin at .*lists\/\[id\]\/status\/route\.ts/,
      },
      {
        name: "a batch's downloads let any admin in",
        file: `${AUM}/batches/[id]/download.ts`,
        from: API_GUARD,
        to: ANY_ADMIN_API,
        caught: /sub admin at .*batches\/\[id\]\/results\.csv\/route\.ts/,
      },
      {
        name: "the Users export lets any admin in",
        file: "app/(admin)/users/export.csv/route.ts",
        from: API_GUARD,
        to: ANY_ADMIN_API,
        caught: /sub admin at \(admin\)\/users\/export\.csv\/route\.ts/,
      },
      {
        name: "an action reads for any admin",
        file: `${AUM}/user-deletion/actions.ts`,
        from: `export async function readPreview(id: unknown) {\n  ${GUARD}`,
        to: `export async function readPreview(id: unknown) {\n  ${ANY_ADMIN}`,
        caught: /sub admin at .*user-deletion\/actions\.ts#readPreview/,
      },
      {
        name: "an action writes for any admin",
        file: `${AUM}/notifications/actions.ts`,
        from: `export async function addRecipient(what: unknown) {\n  ${GUARD}`,
        to: `export async function addRecipient(what: unknown) {\n  ${ANY_ADMIN}`,
        caught: /(sub|demoted) admin at .*notifications\/actions\.ts#addRecipient/,
      },
      {
        name: "a page of any admin has no guard but the frame's",
        file: "app/(admin)/account/page.tsx",
        from: "const admin = await requireAdmin();",
        to: 'void requireAdmin;\nconst admin = (await (await import("@/lib/auth")).currentAdmin()) as import("@/lib/auth").Admin;',
        caught: /signed out at \(admin\)\/account\/page\.tsx/,
      },
      {
        name: "the cron address works without its secret",
        file: "app/api/cron/deletion-batches/route.ts",
        from: "const runner = requireRunner(request);",
        to: "const runner = requireRunner(request) ?? ({} as never);",
        caught: /signed out at api\/cron\/deletion-batches\/route\.ts/,
      },
    ],
  },
  organizations: {
    specs: ["access.spec"],
    breakages: [
      {
        name: "a batch is read without the organization",
        file: "lib/batches/reading.ts",
        from: "where b.organization_id = ${admin.organizationId}`;",
        to: "where ${admin.organizationId}::bigint is not null`;",
        caught: /full admin of another organization at .*batches\/\[id\]\/page\.tsx/,
      },
      {
        name: "a batch's files are opened without the organization",
        file: "lib/results.ts",
        from: "from deletion_batches where organization_id = ${organizationId} and id = ${batchId}`;\n  if (!batch ||",
        to: "from deletion_batches where id = ${batchId}`;\n  if (!batch ||",
        caught: /full admin of another organization at .*batches\/\[id\]\/outcomes\.csv\/route\.ts/,
      },
      {
        name: "a list is read without the organization",
        file: "lib/lists/reading.ts",
        from: "where l.organization_id = ${admin.organizationId} and l.id = ${listId}",
        to: "where ${admin.organizationId}::bigint is not null and l.id = ${listId}",
        caught: /full admin of another organization at .*lists\/\[id\]\/status\/route\.ts/,
      },
      {
        name: "a kept mail is read without the organization",
        file: "lib/mails/reading.ts",
        from: "from mails where id = ${id} and ${readableBy(admin)}`;",
        to: "from mails where id = ${id}`;",
        caught: /full admin of another organization at \(admin\)\/mailbox\/\[id\]\/page\.tsx/,
      },
      {
        name: "a learner is read without the organization",
        file: "lib/learners/learner.ts",
        from: "where l.organization_id = ${organizationId} and l.id = ${learnerId}`,",
        to: "where l.id = ${learnerId}`,",
        caught: /full admin of another organization at \(admin\)\/users\/\[id\]\/page\.tsx/,
      },
      // Not here: a batch cancelled without the organization. The keys to its admin and in the audit log begin with the organization,
      // so the database refuses what such a deed would write.
    ],
  },
  role: {
    specs: ["access.spec"],
    breakages: [
      {
        name: "the decision lets every admin pass as a full admin",
        file: "lib/auth/access.ts",
        from: 'return demand === "full_admin" && admin.role !== "full_admin" ? "forbidden" : "allow";',
        to: 'return demand === "full_admin" && admin.role === undefined ? "forbidden" : "allow";',
        caught: /sub admin at \(admin\)\/mailbox\/page\.tsx/,
      },
    ],
  },
  "single sign-on": {
    specs: ["single-sign-on"],
    breakages: [
      {
        name: "an identity is known by its subject, whichever provider says so",
        file: "lib/single-sign-on/links.ts",
        from: "where issuer = ${identity.issuer} and subject = ${identity.subject}",
        to: "where subject = ${identity.subject}",
        caught: /\d+\) .*single-sign-on\.spec\.ts.* an admin links an account after the password/,
      },
      {
        name: "another site sends browsers to the provider",
        file: "app/sign-in/single-sign-on/route.ts",
        from: '["same-origin", "none"]',
        to: '["same-origin", "none", "cross-site"]',
        caught: /\d+\) .*single-sign-on\.spec\.ts.* what did not begin here, or comes back wrong/,
      },
      {
        name: "a new password is set by mail where single sign-on is required",
        file: "lib/auth/password-reset.ts",
        from: "join safeguards g on g.organization_id = ${organizationId} and not g.single_sign_on_required",
        to: "join safeguards g on g.organization_id = ${organizationId}",
        caught: /\d+\) .*single-sign-on\.spec\.ts.* required, passwords open and change nothing/,
      },
      {
        name: "an old sign-in at the provider is a new one",
        file: "lib/single-sign-on/finish.ts",
        from: "authTime >= Math.floor(begunAt / 1000) - SKEW_SECONDS",
        to: "authTime >= begunAt - begunAt - SKEW_SECONDS",
        caught: /\d+\) .*single-sign-on\.spec\.ts.* a deed asks a session of single sign-on for a new sign-in/,
      },
    ],
  },
  sessions: {
    specs: ["access.spec", "account.spec", "api.spec", "password-again.spec", "webhook.spec"],
    breakages: [
      {
        name: "a removed admin's session goes on",
        file: "lib/auth/proof.ts",
        from: "and a.id = s.admin_id and a.removed_at is null",
        to: "and a.id = s.admin_id",
        caught: /removed admin at \(admin\)\/users\/page\.tsx/,
      },
      {
        name: "an ended session goes on",
        file: "lib/auth/proof.ts",
        from: "and s.id = ${token.sessionId} and s.ended_at is null",
        to: "and s.id = ${token.sessionId}",
        caught: /\d+\) .*account\.spec\.ts.* ends all other sessions/,
      },
      {
        name: "an action without an Origin is taken for one's own",
        file: "lib/auth/access.ts",
        from: 'return headers.has("next-action") ||',
        to: 'return type === "none" ||',
        caught: /\d+\) .*access\.spec\.ts.* a request from elsewhere is refused/,
      },
      {
        name: "a token that may read may order",
        file: "app/api/v1/_door.ts",
        from: 'if (demand.scope === "order" && holder.scope !== "order") {',
        to: 'if (demand.scope === "order" && holder.scope === undefined) {',
        caught: /\d+\) .*api\.spec\.ts.* what a token is, and what it can never do/,
      },
      {
        name: "a revoked token lives on",
        file: "lib/auth/tokens.ts",
        from: "and t.revoked_at is null and t.expires_at > app_now()",
        to: "and t.expires_at > app_now()",
        caught: /\d+\) .*api\.spec\.ts.* a token is made in the browser, shown once, used, and revoked/,
      },
      {
        name: "the password given long ago is fresh",
        file: "lib/auth/password-again.ts",
        from: "if (session?.fresh) return admin as Fresh<A>;",
        to: "if (session?.fresh || Date.now() > 0) return admin as Fresh<A>;",
        caught: /\d+\) .*password-again\.spec\.ts.* Confirm asks once it was given over 15 minutes ago/,
      },
      {
        name: "the webhook believes what nobody signed",
        file: "lib/notifications/webhook.ts",
        from: "if (!secret || !isSigned(signed, secret)) {",
        to: "if (!secret || isSigned(signed, secret) === undefined) {",
        caught: /\d+\) .*webhook\.spec\.ts.* forged, stale and changed requests are refused/,
      },
    ],
  },
};
