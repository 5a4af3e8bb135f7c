// Words of the description, in which a name of the API stands between backquotes, as Markdown has it. Used by the page of the API.
import { Fragment } from "react";

export function Words({ children }: { children: string }) {
  return children.split("`").map((piece, at) => {
    const key = `${at} ${piece}`;
    return at % 2 === 1 ? (
      <code key={key} className="font-mono">
        {piece}
      </code>
    ) : (
      <Fragment key={key}>{piece}</Fragment>
    );
  });
}
