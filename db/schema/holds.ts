// Learners who must not be deleted (spec 8, Holds). Written by lib/holds, read by lib/protection, gone with the learner.
import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { admins } from "./admins";
import { id, instant, organizationId } from "./columns";
import { learners } from "./learners";

/** One a learner at most: a new one takes the place of the old. It holds until it ends or is lifted. */
export const holds = pgTable(
  "holds",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    /** Free text: shown under Safeguards alone, never in the audit log, a mail or a file of a batch. */
    reason: text("reason").notNull(),
    /** From this moment on it protects nobody any more. */
    endsAt: instant("ends_at"),
    setBy: id("set_by").notNull(),
    setAt: instant("set_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
    foreignKey({ columns: [t.organizationId, t.setBy], foreignColumns: [admins.organizationId, admins.id] }),
    index("holds_by_date").on(t.organizationId, t.setAt.desc(), t.learnerId),
    check("hold_reason_length", sql`char_length(${t.reason}) between 1 and 500`),
  ],
);
