// Shows what an answer of the provider is taken to mean: above all, what is never taken for a certain no.
import { describe, expect, it } from "vitest";
import { readAnswer } from "./provider";

const refusal = (statusCode: number | null, name = "application_error", message = "", headers = {}) =>
  readAnswer({ data: null, error: { statusCode, name, message }, headers }, Date.parse("2026-11-22T12:00:00Z"));

describe("an answer of the provider", () => {
  it("is taken with the provider's id", () => {
    expect(readAnswer({ data: { id: "m1" }, error: null, headers: {} })).toEqual({ kind: "taken", providerId: "m1" });
  });

  it.each([null, 500, 502, 503, 504, 408])("with status %s leaves the outcome unknown", (status) => {
    expect(refusal(status).kind).toBe("unknown");
  });

  it("without an id, or that is no JSON object, leaves the outcome unknown", () => {
    expect(readAnswer({ data: null, error: null, headers: null }).kind).toBe("unknown");
    expect(readAnswer({ data: {}, error: null, headers: null }).kind).toBe("unknown");
    expect(readAnswer({ data: null, error: "Bad gateway" as never, headers: null }).kind).toBe("unknown");
  });

  it("about a request under way with the same key is unknown; about other bytes under the key it is final", () => {
    expect(refusal(409, "concurrent_idempotent_requests").kind).toBe("unknown");
    expect(refusal(409, "invalid_idempotent_request").kind).toBe("key_used");
  });

  it.each([400, 413, 422])("with status %s is a refusal for good", (status) => {
    expect(refusal(status, "validation_error")).toEqual({ kind: "refused", code: "validation_error" });
  });

  it.each([
    [401, "missing_api_key"],
    [403, "invalid_api_key"],
    [403, "validation_error"],
    [404, "not_found"],
    [429, "daily_quota_exceeded"],
  ])("with status %s %s is a no that may become a yes", (status, name) => {
    expect(refusal(status, name).kind).toBe("not_taken");
  });

  it("that calls a wrong key a validation error is about us, not about the mail", () => {
    expect(refusal(400, "validation_error", "API key is invalid").kind).toBe("not_taken");
  });

  it.each([
    ["7", 7],
    ["Sun, 22 Nov 2026 12:01:30 GMT", 90],
    ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
    ["99999999", 86_400],
    ["soon", undefined],
  ])("with retry-after %s waits %s seconds", (value, seconds) => {
    expect(refusal(429, "rate_limit_exceeded", "", { "retry-after": value })).toMatchObject({ waitSeconds: seconds });
  });

  it("never passes on text that is no code", () => {
    expect(refusal(422, "Invalid `to` field: ann@example.com")).toEqual({ kind: "refused", code: "http_422" });
  });
});
