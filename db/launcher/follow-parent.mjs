// Loaded into the server's process by the launcher: when the launcher dies without a word (SIGKILL), the server goes too,
// else it would hold the port and the database.
process.on("disconnect", () => {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), 10_000).unref();
  process.kill(process.pid, "SIGTERM");
});
