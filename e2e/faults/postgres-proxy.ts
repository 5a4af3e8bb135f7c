// Stands between a process and Postgres, forwards everything, and on order loses an answer: the statement arrives and is done, the
// connection breaks before its answer gets through. Called by specs of this folder.
import { connect, createServer, type Socket } from "node:net";

export type PostgresProxy = {
  url: string;
  /** Loses the answer to the nth statement from now on that matches. */
  loseAnswerTo: (statement: RegExp, nth?: number) => void;
  /** Loses the answer to the COMMIT of the next transaction with a statement that matches. */
  loseCommitOf: (statement: RegExp) => void;
  /** How many answers were lost so far. */
  lost: () => number;
  close: () => Promise<void>;
};

/** A wire message of Postgres: its type, then four bytes of length that count themselves. */
const HEADER = 5;
/** Its last byte, which is not here, is the state of the transaction. */
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5]);

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let order: { statement: RegExp; left: number; commit: boolean } | undefined;
  let lost = 0;

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    let losing = false;
    let answer = Buffer.alloc(0);
    const end = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end).on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    let inTransaction = false;
    let prepared = false;
    const messages = messagesOf((type, text) => {
      // A statement with values is described first, and answered to; done it is by what follows Bind.
      if (type === "B") losing ||= prepared;
      if (type !== "P" && type !== "Q") return;
      const matches = order?.statement.test(text) ?? false;
      const commits = /^(commit|rollback)$/i.test(text);
      const due = order?.commit ? commits && inTransaction : matches;
      inTransaction = (inTransaction || matches) && !commits;
      if (!order || !due || --order.left > 0) return;
      order = undefined;
      losing = type === "Q";
      prepared = type === "P";
    });
    client.on("data", (bytes) => {
      messages(bytes);
      database.write(bytes);
    });
    database.on("data", (bytes) => {
      if (!losing) return void client.write(bytes);
      // ReadyForQuery ends an answer: the server has done it.
      answer = Buffer.concat([answer, bytes]);
      if (!answer.subarray(-6, -1).equals(READY_FOR_QUERY)) return;
      lost++;
      end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    loseAnswerTo: (statement, nth = 1) => {
      order = { statement, left: nth, commit: false };
    },
    loseCommitOf: (statement) => {
      order = { statement, left: 1, commit: true };
    },
    lost: () => lost,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Feeds on what a client sends, in whatever pieces, and tells each message's type, and the text of a statement (Query and Parse). */
function messagesOf(tell: (type: string, text: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  let started = false;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      // The first message, which begins the connection, has no type.
      const header = started ? HEADER : HEADER - 1;
      if (rest.length < header) return;
      const length = rest.readInt32BE(header - 4) + header - 4;
      if (rest.length < length) return;
      const type = started ? String.fromCharCode(rest[0] ?? 0) : "";
      const body = rest.subarray(header, length);
      rest = rest.subarray(length);
      started = true;
      const from = type === "P" ? body.indexOf(0) + 1 : 0;
      tell(type, type === "P" || type === "Q" ? body.toString("utf8", from, body.indexOf(0, from)) : "");
    }
  };
}
