"use client";
// A menu that a button opens: links, deeds, one choice of several. Used by the top bar and the switch over a title.
import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { type ReactElement, type ReactNode, useRef } from "react";

/** `trigger` is the button itself, with its name. */
export function Menu({
  trigger,
  align = "start",
  children,
}: {
  trigger: ReactElement;
  align?: "start" | "end";
  children: ReactNode;
}) {
  const place = useRef<HTMLSpanElement>(null);
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      {/* Beside its button, not at the document's end: so it stays within the header or main that it belongs to. */}
      <span className="absolute" ref={place} />
      <Base.Portal container={place}>
        <Base.Positioner
          className="menu-place"
          positionMethod="fixed"
          align={align}
          sideOffset={6}
          collisionPadding={8}
        >
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuLink({
  href,
  icon,
  current,
  children,
}: {
  href: Route;
  icon?: ReactNode;
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem
      className="item"
      closeOnClick
      render={<Link href={href} aria-current={current ? "page" : undefined} />}
    >
      {icon}
      {children}
    </Base.LinkItem>
  );
}

export function MenuItem({ icon, onClick, children }: { icon?: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <Base.Item className="item" onClick={onClick}>
      {icon}
      {children}
    </Base.Item>
  );
}

/** One of several: the tick stands at the right. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; lang?: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="group-name">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: T) => onChoose(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} className="item" value={option.value} lang={option.lang} closeOnClick>
            {option.label}
            <Base.RadioItemIndicator className="end">
              <Check className="i" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuLine() {
  return <Base.Separator render={<hr />} />;
}
