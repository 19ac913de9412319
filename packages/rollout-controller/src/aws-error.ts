/** Whether AWS answered with one of these errors, by the names that its documentation gives them. */
export function isAwsError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** Whether AWS answered at all: without an answer, a write may or may not have happened. */
export function isAnswered(error: unknown): boolean {
  return error instanceof Error && "$fault" in error && error.$fault === "client";
}
