// A process with tombstone keys of its own: says of addresses whether they were deleted, and can leave tombstones itself, as a
// server would after the keys were rotated. Started by tombstones.spec.ts.
import { sql, transaction } from "@/db/client";
import { findTombstones, writeTombstones } from "@/lib/tombstones";

const [organizationId, batchId, deed, ...emails] = process.argv.slice(2);
const people = emails.map((email) => ({ email, userId: null }));
if (deed === "write") await transaction((tx) => writeTombstones(tx, Number(organizationId), batchId ?? "", people));
const found = await findTombstones(sql, Number(organizationId), people);
console.log(JSON.stringify(found.map(({ of }) => of.email).sort()));
await sql.end();
