// Says which organization a statement is about, from what the server itself understood of it: for each table that is read or
// written, whether the statement binds its organization_id to a value. Called by single-organization.spec.ts and its unit test.
import { isNode, nodes, number, parseTree, type Tree, type TreeNode } from "./node-tree";

/** A table's organization column, by the table's oid; `keyed` where every statement must bind it. */
export type Table = { name: string; column: number; keyed: boolean };
export type Tables = Map<number, Table>;

export type Finding = {
  /** Every table with an organization that is read or written, keyed or exempt. */
  tables: string[];
  /** Keyed tables whose organization nothing binds. */
  unbound: string[];
  /** What the organizations are bound to: `$1`, or a value that stands in the statement. */
  anchors: string[];
};

type Query = { tree: TreeNode; parent: Query | undefined; ranges: TreeNode[] };
/** Where an organization comes from: a value, a table of a query, or several of which each must be one. */
type Source = { anchor: string } | { range: string } | { all: Source[] };

const QUERY = { update: "2", insert: "3" };
const RANGE = { relation: "0", subquery: "1", join: "2", values: "5", cte: "6", group: "9" };
const JOIN = { inner: "0", left: "1", right: "3" };
/** `=` of bigint and integer, in every mixture. */
const EQUALS = new Set(["410", "96", "15", "416"]);

/** @param printed the tree as the server logs it. */
export function recognise(printed: string, tables: Tables): Finding {
  const reading = new Reading(tables);
  reading.query(parseTree(printed), undefined);
  return reading.finding();
}

class Reading {
  private readonly queries: Query[] = [];
  private readonly ranges = new Map<string, Table>();
  private readonly bindings: { range: string; source: Source }[] = [];

  constructor(private readonly tables: Tables) {}

  finding(): Finding {
    for (const query of this.queries) this.bind(query);
    const found = new Map<string, Set<string>>();
    for (let before = -1; before !== size(found); ) {
      before = size(found);
      for (const { range, source } of this.bindings)
        for (const anchor of anchorsOf(source, found) ?? [])
          found.set(range, (found.get(range) ?? new Set()).add(anchor));
    }
    const unbound = [...this.ranges].filter(([range, { keyed }]) => keyed && !found.has(range));
    return {
      tables: [...new Set([...this.ranges.values()].map(({ name }) => name))],
      unbound: unbound.map(([, { name }]) => name),
      anchors: [...new Set([...found.values()].flatMap((anchors) => [...anchors]))].sort(),
    };
  }

  /** Takes up a query and every query within it. */
  query(tree: TreeNode, parent: Query | undefined): void {
    const query = { tree, parent, ranges: nodes(tree.rtable) };
    this.queries.push(query);
    query.ranges.forEach((range, index) => {
      const table = this.tableOf(range);
      if (table) this.ranges.set(this.key(query, index + 1), table);
    });
    this.within(tree, query);
  }

  private within(tree: Tree | undefined, query: Query): void {
    if (Array.isArray(tree)) for (const each of tree) this.within(each, query);
    else if (isNode(tree) && tree.node === "QUERY" && tree !== query.tree) this.query(tree, query);
    else if (isNode(tree)) for (const field of Object.values(tree)) this.within(field, query);
  }

  /** EXCLUDED of an upsert is listed like a table (relkind c), and is none. */
  private tableOf(range: TreeNode | undefined): Table | undefined {
    if (range?.rtekind !== RANGE.relation || range.relkind === "c") return undefined;
    return this.tables.get(number(range.relid));
  }

  private key(query: Query, range: number): string {
    return `${this.queries.indexOf(query)}.${range}`;
  }

  /** What this query's conditions and, where it writes, its values say of the tables it names itself. */
  private bind(query: Query): void {
    const { tree } = query;
    if (isNode(tree.jointree)) this.conditions(tree.jointree, query);
    const target = number(tree.resultRelation);
    const table = this.tableOf(query.ranges[target - 1]);
    if (!table || (tree.commandType !== QUERY.insert && tree.commandType !== QUERY.update)) return;
    const written = nodes(tree.targetList).find((entry) => number(entry.resno) === table.column);
    const source = written && this.source(written.expr, query);
    if (source && tree.commandType === QUERY.insert) this.bindings.push({ range: this.key(query, target), source });
    // Moving a row to another organization is naming two.
    if (written && tree.commandType === QUERY.update) this.ranges.set(`${this.key(query, target)} moved`, table);
  }

  private conditions(tree: TreeNode, query: Query): void {
    if (tree.node === "FROMEXPR") {
      for (const each of nodes(tree.fromlist)) this.conditions(each, query);
      this.equalities(tree.quals, query, () => true);
    } else if (tree.node === "JOINEXPR") {
      for (const side of [tree.larg, tree.rarg]) if (isNode(side)) this.conditions(side, query);
      // What an outer join asks restricts the side that may be missing, and not the other, whose rows all stay.
      const bound = { [JOIN.left]: rangesIn(tree.rarg), [JOIN.right]: rangesIn(tree.larg) }[`${tree.jointype}`] ?? [];
      this.equalities(tree.quals, query, (range) => tree.jointype === JOIN.inner || bound.includes(range));
    }
  }

  /** Equalities that hold for every row: joined by AND, never those under OR or NOT. */
  private equalities(condition: Tree | undefined, query: Query, restricts: (range: number) => boolean): void {
    if (!isNode(condition)) return;
    const args = nodes(condition.args);
    if (condition.node === "BOOLEXPR" && condition.boolop === "and")
      for (const each of args) this.equalities(each, query, restricts);
    if (condition.node !== "OPEXPR" || !EQUALS.has(`${condition.opno}`)) return;
    for (const [one, other] of [args, [...args].reverse()]) {
      const range = this.ownRange(one, query);
      const source = this.source(other, query);
      if (range && source && restricts(range)) this.bindings.push({ range: this.key(query, range), source });
    }
  }

  /** The table of this very query whose organization this is. One of a query within is not restricted from without. */
  private ownRange(expression: Tree | undefined, query: Query): number | undefined {
    const column = bare(expression);
    if (column?.node !== "VAR" || number(column.varlevelsup) !== 0) return undefined;
    const range = query.ranges[number(column.varno) - 1];
    const alias = { [RANGE.join]: range?.joinaliasvars, [RANGE.group]: range?.groupexprs }[`${range?.rtekind}`];
    if (alias) return this.ownRange(nodes(alias)[number(column.varattno) - 1], query);
    return this.tableOf(range)?.column === number(column.varattno) ? number(column.varno) : undefined;
  }

  private source(expression: Tree | undefined, query: Query): Source | undefined {
    const tree = bare(expression);
    if (tree?.node === "PARAM" && tree.paramkind === "0") return { anchor: `$${tree.paramid}` };
    if (tree?.node === "CONST" && tree.constisnull === "false") return { anchor: constant(tree) };
    if (tree?.node === "SUBLINK" && tree.subLinkType === "4" && isNode(tree.subselect))
      return this.output(this.taken(tree.subselect), 1);
    if (tree?.node !== "VAR") return undefined;
    let level: Query | undefined = query;
    for (let up = number(tree.varlevelsup); up > 0; up--) level = level?.parent;
    if (!level) return undefined;
    const attribute = number(tree.varattno);
    const range = level.ranges[number(tree.varno) - 1];
    switch (range?.rtekind) {
      case RANGE.relation:
        return this.tableOf(range)?.column === attribute ? { range: this.key(level, number(tree.varno)) } : undefined;
      case RANGE.subquery:
        return isNode(range.subquery) ? this.output(this.taken(range.subquery), attribute) : undefined;
      case RANGE.join:
        return this.source(nodes(range.joinaliasvars)[attribute - 1], level);
      case RANGE.group:
        return this.source(nodes(range.groupexprs)[attribute - 1], level);
      case RANGE.values: {
        const lists = Array.isArray(range.values_lists) ? range.values_lists : [];
        return this.every(lists.map((list) => this.source(nodes(list)[attribute - 1], level)));
      }
      case RANGE.cte:
        return this.output(this.cte(level, range), attribute);
      default:
        return undefined;
    }
  }

  private cte(from: Query, range: TreeNode): Query | undefined {
    let level: Query | undefined = from;
    for (let up = number(range.ctelevelsup); up > 0; up--) level = level?.parent;
    const named = nodes(level?.tree.cteList).find((cte) => cte.ctename === range.ctename);
    return isNode(named?.ctequery) ? this.taken(named.ctequery) : undefined;
  }

  private taken(tree: TreeNode): Query | undefined {
    return this.queries.find((query) => query.tree === tree);
  }

  /** A column of what a query gives. Of a union it is one only if each part's is. */
  private output(query: Query | undefined, column: number): Source | undefined {
    if (!query) return undefined;
    if (isNode(query.tree.setOperations))
      return this.every(
        rangesIn(query.tree.setOperations).map((part) => {
          const tree = query.ranges[part - 1]?.subquery;
          return isNode(tree) ? this.output(this.taken(tree), column) : undefined;
        }),
      );
    const given = query.tree.commandType === "1" ? query.tree.targetList : query.tree.returningList;
    return this.source(nodes(given).find((entry) => number(entry.resno) === column)?.expr, query);
  }

  private every(sources: (Source | undefined)[]): Source | undefined {
    const known = sources.filter((source) => source !== undefined);
    return known.length === sources.length && known.length > 0 ? { all: known } : undefined;
  }
}

const size = (found: Map<string, Set<string>>) => [...found.values()].reduce((sum, anchors) => sum + anchors.size, 0);

function anchorsOf(source: Source, found: Map<string, Set<string>>): string[] | undefined {
  if ("anchor" in source) return [source.anchor];
  if ("range" in source) return found.has(source.range) ? [...(found.get(source.range) ?? [])] : undefined;
  const parts = source.all.map((each) => anchorsOf(each, found));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Without the casts around it. */
function bare(tree: Tree | undefined): TreeNode | undefined {
  if (!isNode(tree)) return undefined;
  if (tree.node === "RELABELTYPE" || tree.node === "COERCEVIAIO") return bare(tree.arg);
  if (tree.node === "FUNCEXPR" && (tree.funcformat === "1" || tree.funcformat === "2"))
    return bare(nodes(tree.args)[0]);
  return tree;
}

/** The value of a bigint or integer that stands in the statement: bytes, the lowest first. */
function constant(tree: TreeNode): string {
  const bytes = (Array.isArray(tree.constvalue) ? tree.constvalue : []).map(number).filter(Number.isInteger).slice(1);
  return String(bytes.reduceRight((sum, byte) => sum * 256 + ((byte + 256) % 256), 0));
}

/** The ranges that a part of FROM, or of a union, is made of. */
function rangesIn(tree: Tree | undefined): number[] {
  if (!isNode(tree)) return [];
  if (tree.node === "RANGETBLREF") return [number(tree.rtindex)];
  return [...rangesIn(tree.larg), ...rangesIn(tree.rarg), ...nodes(tree.fromlist).flatMap(rangesIn)];
}
