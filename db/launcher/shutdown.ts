// Taking everything down again, last up first down, whatever asks for it: a signal, a child that died, a failed start.
// Called by db/start.ts, once a process.

import { identityOf, isAlive, starter } from "./processes";

/** Thrown out of a start that was interrupted: nobody prints it. */
class Interrupted extends Error {}

export class Shutdown {
  /** Settles never: the process ends when everything is down. */
  readonly done = new Promise<never>(() => {});
  private readonly undo: (() => Promise<void> | void)[] = [];
  private under: Promise<void> | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.begin());
    for (const event of ["uncaughtException", "unhandledRejection"] as const)
      process.on(event, (error: Error | undefined) => this.begin(`The launcher failed: ${error?.name ?? "unknown"}`));
    // npm may be killed without a word to its child. Who started us through npm has stopped us then.
    const npm = starter();
    const identity = identityOf(npm);
    if (process.env.npm_lifecycle_event)
      setInterval(() => (!isAlive(npm) || identityOf(npm) !== identity) && this.begin(), 1000).unref();
  }

  /** What to undo at the end. */
  defer(undo: () => Promise<void> | void): void {
    this.undo.push(undo);
  }

  /**
   * Waits for a step of the start, whose result says how to undo it. Asked to stop meanwhile, the start ends after the
   * step and not in its middle, so that nothing is left half up.
   */
  async step<T>(work: Promise<T>, undo?: (result: T) => () => Promise<void> | void): Promise<T> {
    this.running = work;
    let result: T;
    try {
      result = await work;
      if (undo) this.defer(undo(result));
    } catch (error) {
      throw this.under ? new Interrupted() : error;
    }
    if (this.under) throw new Interrupted();
    return result;
  }

  /** Begins to stop. With a reason it is printed and the process ends with 1, else with 0. Only the first call counts. */
  begin(reason?: string): void {
    if (this.under) return;
    this.under = this.takeDown(reason);
  }

  private async takeDown(reason: string | undefined): Promise<void> {
    if (reason) console.error(reason);
    let failed = false;
    // A step under way may add to the list, so it is gone through until the step has ended and the list is empty.
    for (let settled = false; !settled || this.undo.length > 0; ) {
      const next = this.undo.pop();
      if (next) {
        try {
          await next();
        } catch {
          failed = true;
        }
        continue;
      }
      await this.running.catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      settled = true;
    }
    process.exit(reason || failed ? 1 : 0);
  }
}
