// What an uploaded list is for: the shape of a purpose, and the words that lists have in common. Implemented by each file of
// purposes/, which says what is decided of a row and what is done about it; everything else a list needs is in this folder.
import type { Transaction } from "@/db/client";
import { listOutcome, listPurpose, listState } from "@/db/schema/lists";
import type { CsvRow, Refusal, RefusalCode, WantedColumn } from "../csv";
import type { Language } from "../explanations";
import type { ListRow } from "./reading";

export const LIST_PURPOSES = listPurpose.enumValues;
export type ListPurpose = (typeof LIST_PURPOSES)[number];

export const LIST_STATES = listState.enumValues;
export type ListState = (typeof LIST_STATES)[number];

export const LIST_OUTCOMES = listOutcome.enumValues;
export type ListOutcome = (typeof LIST_OUTCOMES)[number];
export type ListCounts = Partial<Record<ListOutcome, number>>;

/** Why a list did not pass: what lib/csv finds, a damaged upload, and what a purpose finds in the whole of it. */
export type ListRefusal = Omit<Refusal, "code"> & { code: RefusalCode | "upload_damaged" | "too_many_new_groups" };

/** The list a purpose is at work on. */
export type ListInHand = { organizationId: number; listId: string };

/**
 * A purpose. The rows come in by COPY, `invalid` where lib/csv or `problemOf` finds something and `firstOutcome` otherwise, so
 * `decide` writes only what differs: each row that is updated costs as much as it did to stage it.
 */
export type Purpose = {
  /** Columns read besides the two identifiers, in this order: the first goes into list_rows.name, the second into .groups. */
  columns: readonly WantedColumn[];
  /** What a row in order is until `decide` finds otherwise. */
  firstOutcome: ListOutcome;
  /** What is wrong with a row that lib/csv finds in order: a code for list_rows.problem. Pure, called for every row. */
  problemOf?(row: CsvRow): string | undefined;
  /**
   * Whether rows come with fingerprints (list_rows.email_hash, user_id_hash, under the newest key). Made only where the
   * organization has a tombstone at all; `markTombstoned` reads them.
   */
  fingerprints: boolean;
  /**
   * Rows come into the temporary table `arrived_rows` first (the columns of list_rows, statistics made), and `decide` puts them
   * into list_rows with their outcome: for a purpose that finds something of nearly every row, to which changing it afterwards
   * would be as much work again as staging it.
   */
  arrives?: boolean;
  /**
   * Writes the outcomes that differ from `firstOutcome`, set-based, in the transaction that staged the rows. Its `preview` is
   * kept in lists.preview, in a shape of the purpose's own; with `refusals` the list is terminated and nothing of it stays.
   * The counts by outcome are counted afterwards, by whoever calls.
   */
  decide(tx: Transaction, list: ListInHand): Promise<{ preview?: unknown; refusals?: ListRefusal[] }>;
  /**
   * Does one portion of what was ordered: rows above `after`, in row order, at most `most` of them; aim below a second. Commits
   * together with how far it came, so a run that is killed repeats nothing. Locks learners first, list_rows after them (the
   * order that a deletion has). Throwing undoes the portion; it is tried again, smaller.
   */
  process(tx: Transaction, list: ListAtWork, portion: { after: number; most: number }): Promise<PortionDone>;
  /** Where the list goes when everything ordered is done: `ready` may be ordered from again. */
  afterProcessing: "completed" | "ready";
  /** An entry for the audit log beside `list.completed`, with the counts: `users.added`. */
  deed?(list: ListAtWork): string;
  /** What is left to do once that has committed, in transactions of its own; nothing is lost if it never runs. */
  afterEnd?(organizationId: number): Promise<void>;
  /** The file of rows to download. Its columns stand in OWN_FILES of lib/csv/spreadsheet.ts too, so that it can come back. */
  results: {
    columns: readonly string[];
    /** Which rows are in it; all that are kept when left out. */
    outcomes?: readonly ListOutcome[];
    cells(row: ListRow, reader: ResultsReader): (string | number)[];
  };
};

/** For whom a file of rows is written. `ended`: nothing more happens to its rows. */
export type ResultsReader = { language: Language; organizationName: string; ended: boolean };

/** A list whose order is being done. */
export type ListAtWork = ListInHand & {
  /** When its rows were decided: what happened after that, `process` has to look at again. */
  decidedAt: Date;
  /** What `orderList` was given, as it was given. */
  ordered: unknown;
  uploadedBy: number;
};

/**
 * `toRow`: every row up to this one is done; undefined where none was left. `counts`: what changed, as differences
 * ({to_add: -100, added: 98, exists: 2}). Their sum is 0: every row stays accounted for, also one that was deleted from
 * list_rows because it is done.
 */
export type PortionDone = { toRow: number | undefined; counts: ListCounts };
