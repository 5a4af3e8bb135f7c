// Which list a dialog is about, kept in the address, so that a reload comes back to it. Used by the buttons that open the dialogs.

/** `?<name>=<id>#<section>`; the rest of the address stays. */
export function rememberList(name: string, section: string, listId: string | null): void {
  const url = new URL(window.location.href);
  if (listId === url.searchParams.get(name)) return;
  if (listId === null) url.searchParams.delete(name);
  else url.searchParams.set(name, listId);
  const sections = url.hash.slice(1).split(",").filter(Boolean);
  if (!sections.includes(section)) url.hash = [...sections, section].join(",");
  // State null: the router takes the new address over, or its next refresh would write the old one back.
  window.history.replaceState(null, "", `${url.pathname}${url.search}${url.hash}`);
}
