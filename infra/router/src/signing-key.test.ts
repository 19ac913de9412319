import { describe, expect, it } from "vitest";
import { goodGenerations, signingKeyFrom } from "./signing-key.ts";

const SECRET = "0123456789abcdefghijABCDEFGHIJ0123456789";

describe("signingKeyFrom", () => {
  it("makes 32 bytes by HKDF with SHA-256, the same each time", () => {
    // By `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:… -kdfopt info:… HKDF`.
    expect(Buffer.from(signingKeyFrom(SECRET, "dev"), "base64url").toString("hex")).toBe(
      "0e8040475fa0adf357887d09b22904f04aab16e34bb23346efe9e3078676baa8",
    );
    expect(signingKeyFrom(SECRET, "dev")).toBe(signingKeyFrom(SECRET, "dev"));
  });

  it("makes other bytes for another stage or secret, and never the secret", () => {
    const keys = [
      signingKeyFrom(SECRET, "dev"),
      signingKeyFrom(SECRET, "prod"),
      signingKeyFrom(`${SECRET.slice(1)}0`, "dev"),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(keys.join()).not.toContain(SECRET.slice(0, 20));
  });

  it("refuses what is too short for a secret, and does not quote it", () => {
    expect(() => signingKeyFrom("short", "dev")).toThrow(
      "Expected a secret of 20 characters or more; found 5.",
    );
  });
});

describe("goodGenerations", () => {
  it("are the newest and the one before it", () => {
    expect([goodGenerations(1), goodGenerations(2), goodGenerations(7)]).toEqual([[1], [2, 1], [7, 6]]);
  });
});
