import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    include: ["lib/**/*.test.ts", "lib/**/*.test.tsx", "db/**/*.test.ts", "app/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
