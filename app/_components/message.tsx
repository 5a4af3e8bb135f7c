// A page that has one thing to say: title, sentence, what to do next. Inside the frame or alone under the brand.
// Used by forbidden, not-found and error; MessageAlone's shell also by the sign-in page.
import type { ReactNode } from "react";
import { Mark } from "./mark";

export function Message({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className="message">
      <h1>{title}</h1>
      <p>{children}</p>
      {actions ? <div className="row">{actions}</div> : null}
    </div>
  );
}

/** A page outside the frame: the brand at the top, one card. `wide` for more than a form. */
export function Alone({ brand, wide, children }: { brand: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className="alone">
      <header className="top">
        <span className="brand max-phone:pl-2">
          <Mark />
          <span>{brand}</span>
        </span>
      </header>
      <div className="middle">
        <main className={wide ? "sheet card wide" : "sheet card"} id="content">
          {children}
        </main>
      </div>
    </div>
  );
}
