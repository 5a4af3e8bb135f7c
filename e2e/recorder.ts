// Owns a door to Postgres that writes down the text of every statement passing through (the protocol's Parse and Query messages, never
// the values). Used by specs that hold what the application does for one caller against what it does for another.
import { createServer, connect as dial, type Server, type Socket } from "node:net";

export type Recorder = {
  /** The database's address, through the recorder. */
  url: string;
  /** Texts in the order in which they came, over all connections. */
  statements: string[];
  close: () => Promise<void>;
};

export async function recorder(databaseUrl: string): Promise<Recorder> {
  const target = new URL(databaseUrl);
  const statements: string[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    const database = dial(Number(target.port), target.hostname);
    const note = reader((text) => statements.push(text));
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.on("error", () => other.destroy());
    }
    client.on("data", (bytes) => {
      note(bytes);
      database.write(bytes);
    });
    database.on("data", (bytes) => client.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    statements,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes the pieces of one connection, client to server: a startup message without a type, then type, length, content. */
function reader(found: (statement: string) => void): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0);
  let started = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const head = started ? 1 : 0;
      if (pending.length < head + 4) return;
      const end = head + pending.readInt32BE(head);
      if (pending.length < end) return;
      const type = started ? String.fromCharCode(pending[0] ?? 0) : "";
      const content = pending.subarray(head + 4, end);
      pending = pending.subarray(end);
      started = true;
      // Parse: the name of the statement, then its text.
      if (type === "P") found(textAt(content, content.indexOf(0) + 1));
      if (type === "Q") found(textAt(content, 0));
    }
  };
}

const textAt = (content: Buffer, from: number) => content.subarray(from, content.indexOf(0, from)).toString("utf8");
