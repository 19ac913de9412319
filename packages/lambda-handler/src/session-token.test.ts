import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSessionTokens } from "./session-token.ts";

const NOW_MS = 1_795_000_000_000;
const KEY = Buffer.alloc(32, "k");
const NEXT_KEY = Buffer.alloc(32, "n");
const OPTIONS = { stage: "dev", keys: [KEY], ttlMs: 1_800_000 };
const tokens = createSessionTokens(OPTIONS);

/** A token for `cost`, made at `NOW_MS`. */
const TOKEN = issued(tokens);

function issued({ issue }: typeof tokens, agent = "cost", nowMs = NOW_MS): string {
  const token = issue(agent, nowMs);
  if (token === undefined) throw new Error("no token was issued");
  return token;
}

const forged = { kind: "rejected", reason: "forged" };
const malformed = { kind: "rejected", reason: "malformed" };

describe("a session token", () => {
  it("says who answered", () => {
    expect(tokens.check(TOKEN, NOW_MS)).toEqual({ kind: "valid", lastAgent: "cost" });
  });

  it("is version 1, half an hour from now in seconds, the agent, and the HMAC of stage and all that", () => {
    const bytes = Buffer.from(TOKEN, "base64url");
    expect(bytes.subarray(0, -32).toString("hex")).toBe("016afd8dc8636f7374");
    // By `openssl dgst -sha256 -mac HMAC` over "switchyard session", 0, "dev", 0 and the bytes above.
    expect(bytes.subarray(-32).toString("hex")).toBe(
      "3e81b28b3fccbda963dd77321c8bf371f0906c7790efb6f78e45a2009acc47e5",
    );
  });

  it("is the same for the same agent and moment, and says nothing of the question", () => {
    expect(issued(createSessionTokens(OPTIONS))).toBe(TOKEN);
  });

  it("is short, and fits into a URL or a header", () => {
    expect(TOKEN).toMatch(/^[A-Za-z0-9_-]{55}$/);
    expect(issued(tokens, "a".repeat(64))).toHaveLength(135);
    expect(tokens.check(issued(tokens, "a".repeat(64)), NOW_MS)).toEqual({
      kind: "valid",
      lastAgent: "a".repeat(64),
    });
  });

  it("expires when its time is up, and not a millisecond before", () => {
    expect(tokens.check(TOKEN, NOW_MS + 1_799_999)).toEqual({ kind: "valid", lastAgent: "cost" });
    expect(tokens.check(TOKEN, NOW_MS + 1_800_000)).toEqual({ kind: "rejected", reason: "expired" });
  });

  it("lives up to a second longer where the clock is between two seconds", () => {
    const token = issued(tokens, "cost", NOW_MS + 1);
    expect(tokens.check(token, NOW_MS + 1_800_999).kind).toBe("valid");
    expect(tokens.check(token, NOW_MS + 1_801_000)).toEqual({ kind: "rejected", reason: "expired" });
  });

  it("is worth nothing in another stage, be the key the same", () => {
    expect(createSessionTokens({ ...OPTIONS, stage: "prod" }).check(TOKEN, NOW_MS)).toEqual(forged);
  });

  it("is worth nothing under another key, expired or not", () => {
    const other = createSessionTokens({ ...OPTIONS, keys: [NEXT_KEY] });
    expect(other.check(TOKEN, NOW_MS)).toEqual(forged);
    expect(other.check(TOKEN, NOW_MS + 9_000_000)).toEqual(forged);
  });

  it("survives the change of the key as long as the older one is kept; the newer one signs", () => {
    const both = createSessionTokens({ ...OPTIONS, keys: [NEXT_KEY, KEY] });
    expect(both.check(TOKEN, NOW_MS).kind).toBe("valid");
    expect(tokens.check(issued(both), NOW_MS)).toEqual(forged);
    expect(createSessionTokens({ ...OPTIONS, keys: [NEXT_KEY] }).check(issued(both), NOW_MS).kind).toBe(
      "valid",
    );
  });

  it("is neither given nor taken without a key", () => {
    const off = createSessionTokens({ ...OPTIONS, keys: [] });
    expect(off.issue("cost", NOW_MS)).toBeUndefined();
    expect(off.check(TOKEN, NOW_MS)).toEqual({ kind: "rejected", reason: "sessions-off" });
  });

  it.each([
    ["nothing", ""],
    ["a word", "cost"],
    ["padding", `${TOKEN}=`],
    ["white space", ` ${TOKEN}`],
    ["a line break", `${TOKEN}\n`],
    ["the alphabet of plain base64", "+/".repeat(28)],
    [
      "a token without an agent",
      Buffer.concat([Buffer.of(1, 0, 0, 0, 0), Buffer.alloc(32)]).toString("base64url"),
    ],
    ["a token of version 2", Buffer.concat([Buffer.of(2), Buffer.alloc(40)]).toString("base64url")],
    ["102 bytes", Buffer.concat([Buffer.of(1), Buffer.alloc(101)]).toString("base64url")],
    ["a million characters", "A".repeat(1_000_000)],
  ])("is not %s", (_, text) => {
    expect(tokens.check(text, NOW_MS)).toEqual(malformed);
  });
});

describe("a token that was tampered with", () => {
  const agent = fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/);
  const bytesOf = (token: string): Buffer => Buffer.from(token, "base64url");

  it("is refused, whichever byte is another", () => {
    fc.assert(
      fc.property(agent, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, change) => {
        const bytes = bytesOf(issued(tokens, name));
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ change;
        expect(tokens.check(bytes.toString("base64url"), NOW_MS).kind).toBe("rejected");
      }),
      { numRuns: 1000 },
    );
  });

  it("is refused, whichever character is another: also where both stand for the same bytes", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. ";
    for (let index = 0; index < TOKEN.length; index++) {
      for (const character of alphabet) {
        if (character === TOKEN[index]) continue;
        const text = TOKEN.slice(0, index) + character + TOKEN.slice(index + 1);
        expect([text, tokens.check(text, NOW_MS).kind]).toEqual([text, "rejected"]);
      }
    }
  });

  it("is refused, cut or lengthened", () => {
    fc.assert(
      fc.property(agent, fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat(), (name, more, at) => {
        const bytes = bytesOf(issued(tokens, name));
        const index = at % (bytes.length + 1);
        const longer = Buffer.concat([bytes.subarray(0, index), more, bytes.subarray(index)]);
        const shorter = Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + more.length)]);
        expect(tokens.check(longer.toString("base64url"), NOW_MS).kind).toBe("rejected");
        if (index === bytes.length) return;
        expect(tokens.check(shorter.toString("base64url"), NOW_MS).kind).toBe("rejected");
      }),
    );
  });

  it("is refused, whatever text it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String()), (text) => {
        expect(tokens.check(text, NOW_MS).kind).toBe("rejected");
      }),
    );
  });
});
