// Reads a new password, typed twice, from a form of ours. Used by the actions that set one.

export function newPasswordOf(form: FormData): { password: string } | { problem: "differ" } {
  const [password, again] = [form.get("password"), form.get("again")];
  if (typeof password !== "string" || password !== again) return { problem: "differ" };
  return { password };
}
