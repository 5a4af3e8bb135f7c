// Adding one user by hand (spec 8, Add users): the same rules as for a row of a file. Called by the form's action.
import { type Transaction, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import {
  type EmailProblem,
  emailProblem,
  normalizeEmail,
  normalizeUserId,
  type UserIdProblem,
  userIdProblem,
} from "../identifiers";
import { bookWith, GroupBook } from "./groups";
import { addLearners, type ExistsBy } from "./learners";
import { type PersonProblem, personProblem } from "./person";

export type NewUser = { email: string; userId: string; name: string; groups: string; createGroups: boolean };

export type AddUserAnswer =
  | { ok: true; learnerId: number }
  | { ok: false; code: "both_empty" }
  | { ok: false; code: "email_invalid"; problem: EmailProblem }
  | { ok: false; code: "user_id_invalid"; problem: UserIdProblem }
  | { ok: false; code: "person_invalid"; problem: PersonProblem }
  /** Nobody has said yet that these groups are to be made. */
  | { ok: false; code: "new_groups"; names: string[] }
  | { ok: false; code: "exists"; by: ExistsBy }
  | { ok: false; code: "tombstoned"; by: "email" | "user_id"; deletedAt: Date; batchId: string };

/** Adds the user, or says why not; then nothing is changed, no group made either. */
export async function addUser(admin: FullAdmin, user: NewUser): Promise<AddUserAnswer> {
  const { organizationId, adminId } = admin;
  const hasEmail = normalizeEmail(user.email) !== "";
  const hasUserId = normalizeUserId(user.userId) !== "";
  if (!hasEmail && !hasUserId) return { ok: false, code: "both_empty" };
  const email = hasEmail ? emailProblem(user.email) : undefined;
  if (email) return { ok: false, code: "email_invalid", problem: email };
  const userId = hasUserId ? userIdProblem(user.userId) : undefined;
  if (userId) return { ok: false, code: "user_id_invalid", problem: userId };
  const person = personProblem(user.name, user.groups);
  if (person) return { ok: false, code: "person_invalid", problem: person };
  try {
    return await transaction(async (tx) => {
      if (!user.createGroups) {
        const book = await GroupBook.read(tx, organizationId);
        const names = book.missing(book.namesIn(user.groups));
        if (names.length > 0) return { ok: false, code: "new_groups", names } as const;
      }
      const learnerId = await add(tx, organizationId, user);
      await appendAudit(tx, {
        organizationId,
        adminId,
        action: "user.added",
        address: admin.address,
        details: { learner: learnerId },
      });
      return { ok: true, learnerId } as const;
    });
  } catch (error) {
    if (error instanceof NotAdded) return error.answer;
    throw error;
  }
}

async function add(tx: Transaction, organizationId: number, user: NewUser): Promise<number> {
  const book = await bookWith(tx, organizationId, [user.groups]);
  const [added] = await addLearners(
    tx,
    organizationId,
    [{ email: user.email, userId: user.userId, name: user.name, groupIds: book.idsOf(user.groups) }],
    "never",
  );
  if (added?.is === "added") return added.learnerId;
  if (added?.is === "tombstoned") {
    const { batchId, deletedAt } = added.tombstone;
    throw new NotAdded({ ok: false, code: "tombstoned", by: added.by, deletedAt, batchId });
  }
  throw new NotAdded({ ok: false, code: "exists", by: added?.by ?? "both" });
}

/** Undoes the transaction, groups included. */
class NotAdded extends Error {
  constructor(readonly answer: AddUserAnswer) {
    super("not added");
  }
}
