// Every purpose a list can have, by its name in the schema. A new one is a file here and a line below.
import type { ListPurpose, Purpose } from "../purpose";
import { addUsers } from "./add-users";
import { findDeletedUsers } from "./find-deleted-users";
import { holdUsers } from "./hold-users";

export const purposes: Record<ListPurpose, Purpose> = {
  add_users: addUsers,
  find_deleted_users: findDeletedUsers,
  hold_users: holdUsers,
};
