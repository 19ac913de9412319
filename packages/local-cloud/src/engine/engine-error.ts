/**
 * A deployment that cannot go on for a reason its user can mend: a wrong file, a refused step, a lock.
 * The message is complete: what was expected, what was found, what to do.
 */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error such as `ENOENT`, else undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
