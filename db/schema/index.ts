// The whole schema, by noun. Invariants stand in it as keys, enums and checks; migrations are generated from it.
export * from "./admins";
export * from "./api";
export * from "./audit";
export * from "./batches";
export * from "./holds";
export * from "./learners";
export * from "./learning-data";
export * from "./lists";
export * from "./mails";
export * from "./organizations";
export * from "./second-admin-requests";
export * from "./tombstones";
