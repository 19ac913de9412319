/**
 * A deployment that cannot go on for a reason its user can mend: a wrong file, a refused step, a lock.
 * The message is complete: what was expected, what was found, what to do.
 */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
