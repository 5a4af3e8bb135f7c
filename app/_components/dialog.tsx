"use client";
// The one dialog: title left, steps and close right, content that scrolls, a footer that stands; on a phone a sheet from below.
// Used by every flow that asks for something in place.
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";

export type DialogProps = {
  open: boolean;
  /** Esc, the cross and, unless guarded, a click beside the dialog. The caller's Cancel does the same. */
  onClose: () => void;
  title: string;
  /** Small, behind the title: the file's name. */
  note?: string;
  /** Where in a flow of how many: shown as text and as strokes. */
  step?: number;
  steps?: number;
  /** In px, 520 to 580; a preview 920. */
  width?: number;
  /** An alertdialog: must be answered, so a click beside it does nothing. */
  alert?: boolean;
  /** Something would be lost: a click beside it does nothing. Esc and the cross still close. */
  guarded?: boolean;
  /** Where the keyboard starts, now and at every step; else the first control, and the title at the next steps. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** At the footer's far left: the ghost button Back. */
  back?: ReactNode;
  /** At the footer's right: Cancel, then the way on. */
  footer: ReactNode;
  children: ReactNode;
};

/**
 * One instance serves a flow: when title or step change it stays where it is, its content scrolls to the top, and the keyboard
 * goes to `initialFocus` or the new title, which is thereby read out.
 */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, width = 560, alert, guarded, initialFocus } = props;
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      disablePointerDismissal={Boolean(guarded || alert)}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Viewport className="dialog-place">
          <Base.Popup
            className="dialog"
            // Not AlertDialog.Root: a flow whose last step is an alert would unmount and open anew.
            role={alert ? "alertdialog" : "dialog"}
            initialFocus={initialFocus}
            style={{ "--w": `${width}px` } as CSSProperties}
          >
            <Inside key="inside" {...props} title={title} />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function Inside({ title, note, step, steps, initialFocus, back, footer, children }: DialogProps) {
  const t = useTranslations("components");
  const heading = useRef<HTMLHeadingElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(content);
  const shown = useRef(`${step} ${title}`);

  useEffect(() => {
    if (shown.current === `${step} ${title}`) return;
    shown.current = `${step} ${title}`;
    content.current?.scrollTo(0, 0);
    (initialFocus?.current ?? heading.current)?.focus();
  }, [step, title, initialFocus]);

  return (
    <>
      <header>
        <Base.Title ref={heading} tabIndex={-1}>
          {title}
          {note ? <small>{note}</small> : null}
        </Base.Title>
        {step && steps ? (
          <div className="steps">
            <span>{t("step", { step, steps })}</span>
            {Array.from({ length: steps }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stroke is its place.
              <i key={at} className={at < step ? "on" : undefined} />
            ))}
          </div>
        ) : null}
        <Base.Close className="icon-btn" aria-label={t("close")}>
          <X className="i" />
        </Base.Close>
      </header>
      {/* Focusable only while it scrolls: then the arrow keys must reach it. */}
      <div className="content" ref={content} {...(scrolls ? { tabIndex: 0, role: "region", "aria-label": title } : {})}>
        {children}
      </div>
      <footer>
        {back}
        <span className="gap" />
        {footer}
      </footer>
    </>
  );
}

function useScrolls(element: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = () => setScrolls(box.scrollHeight > box.clientHeight + 1);
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    for (const child of box.children) watch.observe(child);
    measure();
    return () => watch.disconnect();
  });
  return scrolls;
}
