const MINUTE_MS = 60_000;

/** What a minute was given as: the numbers of both versions. */
export interface GivenMinute {
  readonly stable: readonly number[];
  readonly candidate: readonly number[];
}

/** Where reading goes on, and what was given from there on. */
export interface ObservationCursor {
  /** Start of the first minute that is still open; minutes before it are settled. */
  readonly fromMs: number;
  /** By start. */
  readonly given: ReadonlyMap<number, GivenMinute>;
}

/** The first minute that began after a moment. */
export function cursorFrom(fromMs: number): ObservationCursor {
  return { fromMs: Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS, given: new Map() };
}

/** `[1, fromMinute, [[minutes after it, stable's numbers, the candidate's], …]]` */
export function writeCursor({ fromMs, given }: ObservationCursor): string {
  const entries = [...given].map(([startMs, { stable, candidate }]) => [
    (startMs - fromMs) / MINUTE_MS,
    stable,
    candidate,
  ]);
  return JSON.stringify([1, fromMs / MINUTE_MS, entries]);
}

/** @param length how many numbers an arm has; a cursor of other guardrails has another number of them */
export function readCursor(text: string, length: number): ObservationCursor {
  const value = parse(text);
  if (!Array.isArray(value) || value.length !== 3) throw unreadable("expected [1, minute, entries]");
  const [form, fromMinute, entries] = value as readonly unknown[];
  if (form !== 1) throw unreadable(`expected the form 1, found ${JSON.stringify(form)}`);
  if (!isCount(fromMinute) || !Array.isArray(entries))
    throw unreadable("expected a minute and a list of entries");
  const given = entries.map((entry) => readEntry(entry, fromMinute, length));
  return { fromMs: fromMinute * MINUTE_MS, given: new Map(given) };
}

function readEntry(entry: unknown, fromMinute: number, length: number): readonly [number, GivenMinute] {
  const [offset, stable, candidate] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
  if (!isCount(offset)) throw unreadable("expected each entry to begin with a number of minutes");
  const minute = { stable: readNumbers(stable, length), candidate: readNumbers(candidate, length) };
  return [(fromMinute + offset) * MINUTE_MS, minute];
}

function readNumbers(value: unknown, length: number): readonly number[] {
  if (Array.isArray(value) && value.length === length && value.every(isCount)) return value;
  throw unreadable(`expected ${length} whole numbers for each version, which the release's guardrails need`);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("expected JSON");
  }
}

function unreadable(what: string): Error {
  return new Error(
    `The place up to which the release's metrics were read cannot be understood: ${what}. Abort the release and start it again.`,
  );
}
