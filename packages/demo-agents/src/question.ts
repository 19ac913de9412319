/** What the router sends to an agent. */
export interface Question {
  readonly agent: string;
  readonly query: string;
  readonly request_id: string;
}

const FIELDS = ["agent", "query", "request_id"] as const;

/**
 * Reads the payload strictly, so that a router that sends something else is noticed by its own demo.
 *
 * @throws TypeError with every problem. It does not quote values: they would end up in a log.
 */
export function readQuestion(event: unknown): Question {
  if (typeof event !== "object" || event === null || Array.isArray(event)) {
    throw new TypeError(`Expected a payload like {"agent","query","request_id"}; found ${kindOf(event)}.`);
  }
  const given = new Map<string, unknown>(Object.entries(event));
  const problems: string[] = [];
  const text = (field: (typeof FIELDS)[number]): string => {
    const value = given.get(field);
    if (typeof value === "string" && value.trim() !== "") return value;
    problems.push(`"${field}" must be text that is not empty; found ${kindOf(value)}`);
    return "";
  };
  const question = { agent: text("agent"), query: text("query"), request_id: text("request_id") };
  const known: ReadonlySet<string> = new Set(FIELDS);
  for (const field of given.keys()) if (!known.has(field)) problems.push(`"${field}" is not expected`);
  if (problems.length > 0) throw new TypeError(`The payload does not fit: ${problems.join("; ")}.`);
  return question;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value === "" || (typeof value === "string" && value.trim() === "")) return "empty text";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
