/** What the two arms did, as their own log says: the metric lines of the router and Lambda's REPORT lines. */

export interface LogLine {
  readonly stream: string;
  readonly message: string;
}

/** One request. Times are milliseconds, costs millionths of a dollar. */
export interface Observation {
  readonly version: string;
  readonly coldStart: boolean;
  /** Given with a cold start. */
  readonly initMs?: number;
  readonly routingMs: number;
  readonly responseMs: number;
  readonly costMicroDollars: number;
  readonly byLlm: boolean;
  readonly failed: boolean;
}

/** Reads the metric lines of the given versions; all other lines are somebody else's. */
export function readObservations(
  lines: readonly LogLine[],
  versions: readonly string[],
): readonly Observation[] {
  return lines.flatMap(({ message }) => {
    if (!message.startsWith('{"_aws"')) return [];
    const line = JSON.parse(message) as Readonly<Record<string, unknown>>;
    const number = (name: string): number => {
      const value = line[name];
      if (typeof value !== "number")
        throw new Error(`expected a number for ${name}, found ${JSON.stringify(line)}`);
      return value;
    };
    const version = String(line["FunctionVersion"]);
    if (!versions.includes(version) || line["Status"] === 400) return [];
    return [
      {
        version,
        coldStart: number("ColdStarts") === 1,
        ...(line["InitDuration"] === undefined ? {} : { initMs: number("InitDuration") }),
        routingMs: number("RoutingTime"),
        responseMs: number("ResponseTime"),
        costMicroDollars: number("RequestCost"),
        byLlm: number("ResponsesLlm") === 1,
        failed: number("Errors") === 1,
      },
    ];
  });
}

/** The most memory that any environment of a version used, in MB, by its REPORT lines. */
export function readMaxMemoryMb(lines: readonly LogLine[], version: string): number {
  const found = lines
    .filter(({ stream }) => stream.includes(`[${version}]`))
    .flatMap(({ message }) => /^REPORT .*Max Memory Used: (\d+) MB/.exec(message)?.[1] ?? []);
  return Math.max(...found.map(Number));
}

/** What Lambda says of each cold start: milliseconds from the start of the environment until it was ready. */
export function readInitMs(lines: readonly LogLine[], version: string): readonly number[] {
  return lines
    .filter(({ stream }) => stream.includes(`[${version}]`))
    .flatMap(({ message }) => /^REPORT .*Init Duration: ([\d.]+) ms/.exec(message)?.[1] ?? [])
    .map(Number);
}
