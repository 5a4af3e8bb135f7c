// Reads the form in which Postgres prints what it has understood of a statement (debug_print_parse), into plain objects.
// Called by recogniser.ts. The form is that of nodes/outfuncs.c: {NAME :field value …}, (lists), <> for nothing.

/** A node: its name, and its fields. A field of several words is a list of them. */
export type TreeNode = { node: string; [field: string]: Tree };
export type Tree = TreeNode | Tree[] | string | null;

/** @throws Error where the text is not one whole node: a tree read in half would prove nothing. */
export function parseTree(text: string): TreeNode {
  // A backslash takes the next character as it is, so a bracket within a name is none.
  const words = text.match(/[(){}]|(?:\\[\s\S]|[^\s(){}\\])+/g) ?? [];
  let at = 0;

  function value(): Tree {
    const word = words[at++];
    if (word === undefined) throw new Error("the tree ends too soon");
    if (word === "{") return node();
    if (word === "(") {
      const list: Tree[] = [];
      while (words[at] !== ")") list.push(value());
      at++;
      return list;
    }
    return word === "<>" ? null : word;
  }

  function node(): TreeNode {
    const read: TreeNode = { node: words[at++] ?? "" };
    while (words[at] !== "}") {
      const field = words[at++];
      if (!field?.startsWith(":")) throw new Error(`no field where one was expected: ${field}`);
      const values: Tree[] = [];
      while (words[at] !== "}" && !(words[at] ?? "}").startsWith(":")) values.push(value());
      read[field.slice(1)] = values.length === 1 ? (values[0] ?? null) : values;
      if (at >= words.length) throw new Error("the tree ends too soon");
    }
    at++;
    return read;
  }

  const tree = value();
  if (!isNode(tree) || at !== words.length) throw new Error("not one node");
  return tree;
}

export const isNode = (tree: Tree | undefined): tree is TreeNode =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree);

/** A field's nodes; none where it is empty. */
export function nodes(tree: Tree | undefined): TreeNode[] {
  return (Array.isArray(tree) ? tree : tree ? [tree] : []).filter(isNode);
}

export const number = (tree: Tree | undefined): number => Number(typeof tree === "string" ? tree : Number.NaN);
