import { hkdfSync } from "node:crypto";

/** What AWS makes itself are 40 letters and digits. */
const MIN_SECRET_CHARACTERS = 20;
const KEY_BYTES = 32;

/**
 * The key for session tokens, 32 bytes in base64url, from a secret that AWS made: always the same from the same secret.
 * A derived key, so that the secret itself stands nowhere else.
 *
 * @throws Error when the secret is too short to be one. It is not quoted.
 */
export function signingKeyFrom(secret: string, stage: string): string {
  if (secret.length < MIN_SECRET_CHARACTERS) {
    throw new Error(
      `Expected a secret of ${MIN_SECRET_CHARACTERS} characters or more; found ${secret.length}.`,
    );
  }
  const key = hkdfSync("sha256", secret, "", `switchyard session tokens, stage ${stage}`, KEY_BYTES);
  return Buffer.from(key).toString("base64url");
}

/** The generations whose keys are good: the newest first, and the one before it. */
export function goodGenerations(newest: number): readonly number[] {
  return newest === 1 ? [1] : [newest, newest - 1];
}
