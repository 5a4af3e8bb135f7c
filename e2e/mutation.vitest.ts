// How Vitest runs under mutation testing: the test files of one group alone, in the order given, so that the quick ones notice
// first. Read by Stryker (mutation.ts).
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = fileURLToPath(new URL("..", import.meta.url));
const tests: string[] = JSON.parse(process.env.MUTATION_TESTS ?? "[]");

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => tests.findIndex((test) => moduleId.endsWith(test));
    return [...files].sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  root,
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: { include: tests, maxWorkers: 1, fileParallelism: false, sequence: { sequencer: InOrder } },
});
