/** Encrypts the secrets of a state file with AES-256-GCM and a key that lies beside it, for its owner only. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "../errors.ts";
import { EngineError } from "./engine-error.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Locks and unlocks JSON values. `place` says where a value belongs: it opens nowhere else. */
export interface SecretBox {
  /** Makes the key file when there is none. */
  readonly seal: (value: unknown, place: string) => string;
  /** Throws when the key is missing or wrong, or the text was changed or moved. */
  readonly open: (sealed: string, place: string) => unknown;
}

export function createSecretBox(keyFile: string): SecretBox {
  let cached: Buffer | undefined;
  return {
    seal: (value, place) => {
      cached ??= readKey(keyFile) ?? makeKey(keyFile);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, cached, iv).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64");
    },
    open: (sealed, place) => {
      cached ??= readKey(keyFile);
      if (cached === undefined) {
        throw new EngineError(
          `The state holds secrets, but the key that opens them is missing: expected it in ${keyFile}. Put the file back; without it the secrets are lost.`,
        );
      }
      const bytes = Buffer.from(sealed, "base64");
      try {
        const decipher = createDecipheriv(ALGORITHM, cached, bytes.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(text.toString("utf8"));
      } catch {
        throw new EngineError(
          `The secret at ${place} cannot be opened with the key in ${keyFile}: the state file or the key was changed. Put back the pair of files that belong together.`,
        );
      }
    },
  };
}

function readKey(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
  if (!/^[0-9a-f]{64}\s*$/.test(text)) {
    throw new EngineError(
      `The key file ${file} is damaged: expected ${KEY_BYTES} bytes in hexadecimal. Put it back.`,
    );
  }
  return Buffer.from(text.trim(), "hex");
}

function makeKey(file: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // "wx": a key that appeared in between must not be overwritten.
  writeFileSync(file, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return key;
}
