// Which batch the dialog is about, kept in the address, so that a reload comes back to it. Used by delete-users.tsx.

/** `?batch=<id>#user-deletion`; the rest of the address stays. */
export function rememberBatch(batchId: string | null): void {
  const url = new URL(window.location.href);
  if (batchId === url.searchParams.get("batch")) return;
  if (batchId === null) url.searchParams.delete("batch");
  else url.searchParams.set("batch", batchId);
  const sections = url.hash.slice(1).split(",").filter(Boolean);
  if (!sections.includes("user-deletion")) url.hash = [...sections, "user-deletion"].join(",");
  // State null: the router takes the new address over, or its next refresh would write the old one back.
  window.history.replaceState(null, "", `${url.pathname}${url.search}${url.hash}`);
}
