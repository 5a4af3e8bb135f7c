// Whose request a webhook's is, and which link is whose.
import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isSecretOf, newLink, readLink } from "./links";
import { isSigned } from "./signature";

describe("a webhook's signature", () => {
  const key = randomBytes(24);
  const secret = `whsec_${key.toString("base64")}`;
  const now = 1_795_000_000_000;
  const sign = (id: string, timestamp: string, body: string, by = key) =>
    `v1,${createHmac("sha256", by).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  const request = { id: "msg_1", timestamp: "1795000000", body: '{"a":1}' };
  const signature = sign(request.id, request.timestamp, request.body);

  test("is the provider's own", () => expect(isSigned({ ...request, signature }, secret, now)).toBe(true));
  test("may be one of several", () =>
    expect(isSigned({ ...request, signature: `v1,AAAA v1a,${signature.slice(3)} ${signature}` }, secret, now)).toBe(
      true,
    ));
  // The example of Svix's own documentation.
  test("is Svix's, by its own example", () => {
    const example = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: "1614265330",
      body: '{"test": 2432232314}',
      signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    expect(isSigned(example, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_614_265_330_000)).toBe(true);
  });
  test.each([
    ["another body", { ...request, body: '{"a":2}', signature }],
    ["another id", { ...request, id: "msg_2", signature }],
    ["another time", { ...request, timestamp: "1795000001", signature }],
    ["another key", { ...request, signature: sign(request.id, request.timestamp, request.body, randomBytes(24)) }],
    ["a shorter one", { ...request, signature: signature.slice(0, -8) }],
    ["another version", { ...request, signature: signature.replace("v1", "v2") }],
    ["none", { ...request, signature: null }],
    ["no id", { ...request, id: null, signature }],
    ["no time", { ...request, timestamp: null, signature }],
    ["a time that is none", { ...request, timestamp: "now", signature: sign(request.id, "now", request.body) }],
  ])("is not, with %s", (_, given) => expect(isSigned(given, secret, now)).toBe(false));
  test("counts for five minutes either way", () => {
    expect(isSigned({ ...request, signature }, secret, now + 300_000)).toBe(true);
    expect(isSigned({ ...request, signature }, secret, now + 301_000)).toBe(false);
    expect(isSigned({ ...request, signature }, secret, now - 301_000)).toBe(false);
  });
  test("cannot be made with an empty secret", () => {
    const empty = sign(request.id, request.timestamp, request.body, Buffer.alloc(0));
    expect(isSigned({ ...request, signature: empty }, "whsec_", now)).toBe(false);
  });
});

describe("a recipient's link", () => {
  test("is known again by its hash alone", () => {
    const { link, hash } = newLink(7, 12);
    const read = readLink(link);
    expect(read).toMatchObject({ organizationId: 7, recipientId: 12 });
    expect(isSecretOf(read?.secret ?? "", hash)).toBe(true);
    expect(isSecretOf(readLink(newLink(7, 12).link)?.secret ?? "", hash)).toBe(false);
    expect(hash).not.toContain(read?.secret);
  });
  test.each(["", "none", "7-12-short", `7-x-${"a".repeat(43)}`, `7-12-${"a".repeat(44)}`])("%j is none", (link) =>
    expect(readLink(link)).toBeUndefined(),
  );
});
