// Deleting, chunk by chunk. The door of the folder: the cron address and Confirm start runs, nothing else is called from outside.
export { RUN_BUDGET_MS, type RunSummary, runDueWork } from "./run";
