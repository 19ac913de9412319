/**
 * Why a session token was ignored: `malformed` is no token of this version, `forged` has a signature that is not ours for
 * this stage, `sessions-off` came to a function that has no key.
 */
export type SessionRejection = "malformed" | "forged" | "expired" | "sessions-off";

export type CheckedSession =
  | { readonly kind: "valid"; readonly lastAgent: string }
  | { readonly kind: "rejected"; readonly reason: SessionRejection };

/** Gives out and checks session tokens. Nothing is stored: all that is known of a session is in its token. */
export interface SessionTokens {
  /** A token that says who answered; undefined where there is no key. Letters, digits, `-` and `_`; at most 135. */
  readonly issue: (agent: string, nowMs: number) => string | undefined;
  /** Never throws on any text. */
  readonly check: (token: string, nowMs: number) => CheckedSession;
}

interface SessionTokenOptions {
  /** A token of one stage is worth nothing in another, whatever the keys. */
  readonly stage: string;
  /** The newest signs; a token of any is accepted. None: no sessions. */
  readonly keys: readonly Uint8Array[];
  /** Life of a token. */
  readonly ttlMs: number;
}

const VERSION = 1;
/** Version and expiry (whole epoch seconds, big endian). The agent's name follows, and last the signature. */
const HEAD_BYTES = 5;
const MAX_AGENT_BYTES = 64;
const SIGNATURE_BYTES = 32;

const MALFORMED: CheckedSession = { kind: "rejected", reason: "malformed" };

/** Tokens of the form base64url(version, expiry, agent, HMAC-SHA-256 over the stage and all of these). */
export function createSessionTokens({ stage, keys, ttlMs }: SessionTokenOptions): SessionTokens {
  const [newest] = keys;
  if (newest === undefined) {
    return { issue: () => undefined, check: () => ({ kind: "rejected", reason: "sessions-off" }) };
  }
  // Now and not above: loading it takes milliseconds, which a function without sessions need not spend.
  const { createHmac, timingSafeEqual } = process.getBuiltinModule("node:crypto");
  // The stage cannot hold a zero byte, so no two pairs of stage and token are signed alike.
  const sign = (key: Uint8Array, signed: Uint8Array): Buffer =>
    createHmac("sha256", key).update(`switchyard session\0${stage}\0`).update(signed).digest();

  return {
    issue: (agent, nowMs) => {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt8(VERSION);
      head.writeUInt32BE(Math.ceil((nowMs + ttlMs) / 1000), 1);
      const signed = Buffer.concat([head, Buffer.from(agent)]);
      return Buffer.concat([signed, sign(newest, signed)]).toString("base64url");
    },

    check: (token, nowMs) => {
      const bytes = decode(token);
      if (bytes === undefined || bytes[0] !== VERSION) return MALFORMED;
      const signed = bytes.subarray(0, -SIGNATURE_BYTES);
      const signature = bytes.subarray(-SIGNATURE_BYTES);
      if (!keys.some((key) => timingSafeEqual(signature, sign(key, signed)))) {
        return { kind: "rejected", reason: "forged" };
      }
      if (nowMs >= signed.readUInt32BE(1) * 1000) return { kind: "rejected", reason: "expired" };
      return { kind: "valid", lastAgent: signed.toString("utf8", HEAD_BYTES) };
    },
  };
}

const MIN_BYTES = HEAD_BYTES + 1 + SIGNATURE_BYTES;
const MAX_BYTES = HEAD_BYTES + MAX_AGENT_BYTES + SIGNATURE_BYTES;
const MAX_CHARACTERS = Math.ceil((MAX_BYTES * 4) / 3);

function decode(token: string): Buffer | undefined {
  if (token.length > MAX_CHARACTERS) return undefined;
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length < MIN_BYTES) return undefined;
  // Node overlooks foreign characters and loose bits at the end: then many texts would be the same token.
  return bytes.toString("base64url") === token ? bytes : undefined;
}
