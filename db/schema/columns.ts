// Column shapes that every table shares. Used by the files beside it and by nothing else.
import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** The organization a row belongs to: first column of every key (README, decision "Keys start with the organization"). */
export const organizationId = () => bigint("organization_id", { mode: "number" }).notNull();

export const id = (name: string) => bigint(name, { mode: "number" });

/** An instant. Always stored with its zone; the reader's zone is applied on the way out. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Text compared byte for byte. What decides identity is normalised by lib/identifiers.ts, never by a collation. */
export const exactText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
