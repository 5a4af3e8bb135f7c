"use client";
// A collapsible section of a page: a button of the full row, what is in it, how it stands now. The address remembers which are open.
// Used by pages of settings.
import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

/** The address's hash is the list of the open sections' ids: `#user-deletion`, or several by comma. */
function openSections(): string[] {
  return decodeURIComponent(window.location.hash.slice(1)).split(",").filter(Boolean);
}

function remember(id: string, open: boolean): void {
  const others = openSections().filter((name) => name !== id);
  const hash = (open ? [...others, id] : others).map(encodeURIComponent).join(",");
  const { pathname, search } = window.location;
  // Without a state of our own: Next takes such a change over as its own, and does not undo it later.
  window.history.replaceState(null, "", `${pathname}${search}${hash ? `#${hash}` : ""}`);
}

/** `id` is the section's name in the address. `what` is one line; `now` says how a closed thing stands. */
export function Section({
  id,
  title,
  what,
  now,
  children,
}: {
  id: string;
  title: string;
  what: string;
  now?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const own = useId();
  const place = useRef<HTMLElement>(null);

  useEffect(() => {
    const follow = () => {
      const asked = openSections();
      if (!asked.includes(id)) return;
      setOpen(true);
      if (asked.length === 1) place.current?.scrollIntoView({ block: "nearest" });
    };
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [id]);

  return (
    <section className={open ? "sec open" : "sec"} id={id} ref={place}>
      <h2>
        <button
          type="button"
          className="bar"
          aria-expanded={open}
          aria-controls={`${own}-body`}
          aria-labelledby={`${own}-name`}
          aria-describedby={now ? `${own}-what ${own}-now` : `${own}-what`}
          onClick={() => {
            setOpen(!open);
            remember(id, !open);
          }}
        >
          <span className="name" id={`${own}-name`}>
            {title}
          </span>
          <span className="what" id={`${own}-what`}>
            {what}
          </span>
          <span className="now" id={`${own}-now`}>
            {now}
          </span>
          <ChevronDown className="i chev" />
        </button>
      </h2>
      <div className="body" id={`${own}-body`} hidden={!open}>
        {children}
      </div>
    </section>
  );
}

export function Sections({ children }: { children: ReactNode }) {
  return <div className="sections">{children}</div>;
}
