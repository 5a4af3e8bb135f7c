// Where the package next lies. Called by the launcher's build and serve.
import { fileURLToPath } from "node:url";

/** The program itself, run with node: a shell in between would swallow signals. */
export const NEXT = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
export const FOLLOW_PARENT = new URL("./follow-parent.mjs", import.meta.url).href;
