// Named points at which a test's process sends itself a signal (SIGKILL, SIGSTOP), chosen by SIGNAL_AT. The product has no such
// switch: what is watched are the bytes that leave this process for Postgres and its requests to the mail provider. Imported
// by runner-process.ts alone, which is no part of any build.
import { Socket } from "node:net";

/**
 * Where in the life of the transaction that holds the statement: the statement itself, or its COMMIT. `halfway`: the server has
 * described the statement and waits for its values.
 */
type Place = "before" | "halfway" | "after" | "before_commit" | "after_commit";

const POINTS = {
  before_claim: [/from deletion_chunks[^\0]*for update skip locked/, "before"],
  after_claim: [/update deletion_chunks\s+set token = token \+ 1/, "after_commit"],
  in_chunk: [/delete from learners/, "after"],
  in_statement: [/delete from learners/, "halfway"],
  before_commit: [/delete from learners/, "before_commit"],
  after_commit: [/delete from learners/, "after_commit"],
  before_start: [/set state = 'processing'/, "before_commit"],
  after_start: [/set state = 'processing'/, "after_commit"],
  before_end: [/insert into certificates/, "before_commit"],
  after_end: [/insert into certificates/, "after_commit"],
  check_claimed: [/set check_token = check_token \+ 1/, "after"],
  check_staged: [/set state = 'ready'/, "before_commit"],
  check_done: [/set state = 'ready'/, "after_commit"],
} as const satisfies Record<string, readonly [RegExp, Place]>;

export type SignalPoint = keyof typeof POINTS | "before_mail" | "after_mail";

/** The signal at the point, the first time or the `nth`. */
export function signalAt(point: SignalPoint, signal: NodeJS.Signals, nth: number): void {
  let seen = 0;
  const reached = () => {
    if (++seen !== nth) return;
    process.kill(process.pid, signal);
    // Nothing more happens in this process before the signal has arrived.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  };
  if (point === "before_mail" || point === "after_mail") aroundMail(point, reached);
  else {
    const [statement, place] = POINTS[point];
    aroundStatement(statement, place, reached);
  }
}

function aroundMail(point: "before_mail" | "after_mail", reached: () => void): void {
  const send = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    if (point === "before_mail") reached();
    const answer = await send(...request);
    if (point === "after_mail") reached();
    return answer;
  };
}

/** ReadyForQuery; its last byte, which is not here, is the state of the transaction. */
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5]);

function onceAnswered(socket: Socket, reached: () => void): void {
  const listen = (bytes: Buffer) => {
    if (!bytes.subarray(-6, -1).equals(READY_FOR_QUERY)) return;
    socket.off("data", listen);
    reached();
  };
  socket.prependListener("data", listen);
}

function aroundStatement(statement: RegExp, place: Place, reached: () => void): void {
  const inTransaction = new WeakSet<Socket>();
  const write = Socket.prototype.write;
  Socket.prototype.write = function (this: Socket, ...sent: Parameters<typeof write>): boolean {
    const bytes: unknown = sent[0];
    const text = Buffer.isBuffer(bytes) ? bytes.toString("latin1") : "";
    const matches = statement.test(text);
    const commits = /(?:\0|^Q....)(?:commit|rollback)\0/s.test(text);
    const theCommit = commits && inTransaction.has(this);
    if (matches) inTransaction.add(this);
    if (commits) inTransaction.delete(this);
    if ((place === "before" && matches) || (place === "before_commit" && theCommit)) reached();
    if (place === "halfway" && matches) this.prependOnceListener("data", reached);
    if ((place === "after" && matches) || (place === "after_commit" && theCommit)) onceAnswered(this, reached);
    return write.apply(this, sent);
  } as typeof write;
}
