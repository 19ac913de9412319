/** Names of errors look like this. Anything longer or with spaces may be a sentence, and quote what a caller asked. */
const NAME = /^[A-Za-z_][\w.]{0,79}$/;

/** A name that somebody else's program gave, fit for a log; `undefined` when it is not the form of a name. */
export function plainName(name: unknown): string | undefined {
  return typeof name === "string" && NAME.test(name) ? name : undefined;
}

/**
 * An error as the log shows it: name and place in the code, and its message only where it `mayQuote` the query. Messages
 * like to quote what they failed on, altered in ways that nobody can foresee, so they are left out and not cleaned.
 */
export function errorText(error: unknown, { mayQuote }: { readonly mayQuote: boolean }): string {
  if (!(error instanceof Error)) return `thrown: ${mayQuote ? String(error) : typeof error}`;
  if (mayQuote) return error.stack ?? `${error.name}: ${error.message}`;
  return `${plainName(error.name) ?? "Error"}${frames(error)}`;
}

/** The lines of a stack below the message; none when it is not clear where the message ends. */
function frames({ stack, message }: Error): string {
  if (typeof stack !== "string") return "";
  // V8 writes name and message as they were when the stack was first read; Node.js adds a code to the names of its own.
  const name = /^[A-Za-z_][\w.]*(?: \[\w+\])?/.exec(stack)?.[0] ?? "";
  const head = message === "" ? name : `${name}: ${message}`;
  return stack.startsWith(`${head}\n    at `) ? stack.slice(head.length) : "";
}
