// What is typed, picked or ticked: label, control, help, error, joined for screen readers. Used by every form and filter.
import { ChevronDown, CircleX } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

type Around = {
  label: ReactNode;
  /** The label is heard but not seen: for search and filters, whose place says what they are. */
  labelHidden?: boolean;
  help?: ReactNode;
  /** What is wrong and what to do; joined to the control, read out when it appears. */
  error?: ReactNode;
};

function describedBy(id: string, help: ReactNode, error: ReactNode): string | undefined {
  return [error ? `${id}-error` : "", help ? `${id}-help` : ""].filter(Boolean).join(" ") || undefined;
}

function Frame({
  id,
  label,
  labelHidden,
  help,
  error,
  children,
  grow,
}: Around & { id: string; children: ReactNode; grow?: boolean }) {
  return (
    <div className={grow ? "grow" : undefined}>
      <label className={labelHidden ? "sr" : "lab"} htmlFor={id}>
        {label}
      </label>
      {children}
      {error ? (
        <p className="error" id={`${id}-error`} role="alert">
          <CircleX className="i" />
          <span>{error}</span>
        </p>
      ) : null}
      {help ? (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

export type FieldProps = Around &
  ComponentProps<"input"> & {
    /** Before the text (a magnifier) and after it (a check, a button). */
    icon?: ReactNode;
    end?: ReactNode;
    /** The big one, where a number is typed to confirm. */
    big?: boolean;
    /** Takes the room left in a row of tools. */
    grow?: boolean;
  };

export function Field({ label, labelHidden, help, error, icon, end, big, grow, id, ...input }: FieldProps) {
  const own = useId();
  const name = id ?? own;
  return (
    <Frame id={name} label={label} labelHidden={labelHidden} help={help} error={error} grow={grow}>
      <div className={big ? "field count-field" : "field"}>
        {icon}
        <input
          {...input}
          id={name}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, help, error)}
        />
        {end}
      </div>
    </Frame>
  );
}

export function TextField({ label, labelHidden, help, error, id, ...area }: Around & ComponentProps<"textarea">) {
  const own = useId();
  const name = id ?? own;
  return (
    <Frame id={name} label={label} labelHidden={labelHidden} help={help} error={error}>
      <div className="field area">
        <textarea
          {...area}
          id={name}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, help, error)}
        />
      </div>
    </Frame>
  );
}

/** The browser's own select: it is right on every phone and with every screen reader. */
export function Select({
  label,
  labelHidden,
  help,
  error,
  id,
  children,
  ...select
}: Around & ComponentProps<"select">) {
  const own = useId();
  const name = id ?? own;
  return (
    <Frame id={name} label={label} labelHidden={labelHidden} help={help} error={error}>
      <div className="field select">
        <select
          {...select}
          id={name}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, help, error)}
        >
          {children}
        </select>
        <ChevronDown className="i" />
      </div>
    </Frame>
  );
}

/** A box or, with `type="radio"`, a dot; `help` stands small below its words. */
export function Check({
  label,
  help,
  type = "checkbox",
  id,
  ...input
}: Omit<Around, "error"> & ComponentProps<"input">) {
  const own = useId();
  const name = id ?? own;
  return (
    <label className="check" htmlFor={name}>
      <input {...input} type={type} id={name} aria-describedby={help ? `${name}-help` : undefined} />
      <span>
        {label}
        {help ? <small id={`${name}-help`}>{help}</small> : null}
      </span>
    </label>
  );
}
