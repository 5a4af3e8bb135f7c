"use client";
// A form whose answers go into the address: filters of the list, search of the rows. Without scripts it is a plain GET form.
// Used by the page of all batches and by the rows of a batch.
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { withQuery } from "../batch-paths";

/**
 * `values` is what the address says now: after Back or *Clear filters* the fields show it again, and keep the keyboard where
 * it is. `kept` goes along unseen. `zone` adds the reader's time zone, which a day needs to begin somewhere.
 */
export function AddressForm({
  action,
  label,
  values,
  kept = {},
  zone,
  className,
  children,
}: {
  action: string;
  label: string;
  values: Record<string, string | undefined>;
  kept?: Record<string, string | undefined>;
  zone?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [here, setHere] = useState("");
  const shown = JSON.stringify(values);
  const before = useRef(shown);

  useEffect(() => {
    // Not at the start: something may have been typed before the scripts were there.
    if (before.current === shown) return;
    before.current = shown;
    const now = JSON.parse(shown) as Record<string, string | undefined>;
    for (const field of form.current?.elements ?? [])
      if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.type !== "hidden")
        field.value = now[field.name] ?? "";
  }, [shown]);
  useEffect(() => setHere(Intl.DateTimeFormat().resolvedOptions().timeZone), []);

  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const answers = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]),
    );
    // Without a day the zone says nothing.
    if (!answers.from && !answers.to) delete answers.zone;
    router.push(withQuery(action, answers), { scroll: false });
  };

  return (
    <search>
      <form ref={form} action={action} method="get" aria-label={label} className={className} onSubmit={ask}>
        {Object.entries(kept).map(([name, value]) =>
          value ? <input key={name} type="hidden" name={name} value={value} /> : null,
        )}
        {children}
        {zone && here ? <input type="hidden" name="zone" value={here} /> : null}
      </form>
    </search>
  );
}
