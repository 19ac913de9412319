/** A place in a plan: `steps[2].weight`. */
type Path = string;

export interface PlanProblem {
  /** For example `steps[2].weight`; empty for the plan itself. */
  readonly path: Path;
  /** What was expected and what was found. */
  readonly message: string;
}

interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
}

/**
 * Reads members of an unknown value and keeps every problem. After a problem it gives a harmless value so that the rest
 * is checked too; the caller throws the whole result away. A missing member is reported once, by the object that lacks
 * it: `undefined` reaches a reader only after that.
 */
export class PlanReader {
  readonly problems: PlanProblem[] = [];

  report(path: Path, message: string): void {
    this.problems.push({ path, message });
  }

  private refuse(path: Path, value: unknown, expected: string): void {
    if (value !== undefined) this.report(path, `expected ${expected}, found ${show(value)}`);
  }

  object(
    path: Path,
    value: unknown,
    keys: { readonly required: readonly string[]; readonly optional?: readonly string[] },
  ): ReadonlyMap<string, unknown> {
    const found = new Map<string, unknown>();
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.refuse(path, value, "an object");
      return found;
    }
    const known = [...keys.required, ...(keys.optional ?? [])];
    for (const [key, member] of Object.entries(value)) {
      if (known.includes(key) && member !== undefined) found.set(key, member);
      else if (!known.includes(key))
        this.report(memberPath(path, key), `is not known here; expected ${known.join(", ")}`);
    }
    for (const key of keys.required) {
      if (!found.has(key)) this.report(memberPath(path, key), "is missing");
    }
    return found;
  }

  list(path: Path, value: unknown, atLeast: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.refuse(path, value, "a list");
      return [];
    }
    if (value.length < atLeast)
      this.report(path, `expected at least ${atLeast} of them, found ${value.length}`);
    return value.map((entry) => entry ?? null);
  }

  text(path: Path, value: unknown): string {
    if (typeof value === "string" && value.trim() !== "") return value;
    this.refuse(path, value, "a text");
    return "";
  }

  flag(path: Path, value: unknown): boolean {
    if (typeof value === "boolean") return value;
    this.refuse(path, value, "true or false");
    return false;
  }

  number(path: Path, value: unknown, range: Range): number {
    const inside =
      typeof value === "number" &&
      Number.isFinite(value) &&
      (range.above === undefined || value > range.above) &&
      (range.from === undefined || value >= range.from) &&
      (range.below === undefined || value < range.below) &&
      (range.to === undefined || value <= range.to);
    if (inside) return value;
    this.refuse(path, value, `a number ${describeRange(range)}`.trim());
    return 0;
  }

  integer(path: Path, value: unknown, range: Range): number {
    const number = this.number(path, value, range);
    if (Number.isInteger(number)) return number;
    this.refuse(path, value, "a whole number");
    return 0;
  }

  choice<const T extends string>(path: Path, value: unknown, choices: readonly T[]): T | undefined {
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.refuse(path, value, choices.join(" or "));
    return chosen;
  }
}

export function memberPath(path: Path, key: string): Path {
  return path === "" ? key : `${path}.${key}`;
}

function describeRange({ above, from, below, to }: Range): string {
  const start = from === undefined ? [] : [`from ${from}`];
  const end = to === undefined ? [] : [from === undefined ? `and up to ${to}` : `to ${to}`];
  return [
    ...(above === undefined ? start : [`above ${above}`]),
    ...(below === undefined ? end : [`and below ${below}`]),
  ].join(" ");
}

function show(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "number") return String(value);
  return JSON.stringify(value) ?? `a ${typeof value}`;
}
