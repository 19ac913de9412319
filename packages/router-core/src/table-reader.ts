import { countCodePoints, cutCodePoints } from "./normalise.ts";
import type { RouteProblem, RouteProblemCode, TablePath } from "./route-table.ts";

interface Range {
  readonly min: number;
  readonly max: number;
}

const MAX_SHOWN_CHARS = 60;

/**
 * Reads members of an unknown value and keeps every problem. After a problem a reader gives a harmless value
 * ("", 0, []) so that the rest of the table is checked too; the caller throws the whole result away.
 */
export class TableReader {
  readonly problems: RouteProblem[] = [];

  report(path: TablePath, code: RouteProblemCode, message: string): void {
    this.problems.push({ severity: "error", code, path, message });
  }

  /** The object's own members that are present and known. */
  object(
    path: TablePath,
    value: unknown,
    keys: { readonly required: readonly string[]; readonly optional: readonly string[] },
  ): ReadonlyMap<string, unknown> {
    const found = new Map<string, unknown>();
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.report(path, "wrong-type", `expected a mapping, found ${TableReader.show(value)}`);
      return found;
    }
    const known = [...keys.required, ...keys.optional];
    for (const [key, member] of Object.entries(value)) {
      if (known.includes(key)) found.set(key, member);
      else {
        this.report(
          [...path, key],
          "unknown-key",
          `the key ${TableReader.show(key)} is not known here; expected ${known.join(", ")}`,
        );
      }
    }
    for (const key of keys.required) {
      if (!found.has(key)) this.report(path, "missing-key", `the key "${key}" is missing`);
    }
    return found;
  }

  list(path: TablePath, value: unknown, max: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.report(path, "wrong-type", `expected a list, found ${TableReader.show(value)}`);
      return [];
    }
    if (value.length > max) {
      this.report(path, "too-many", `expected at most ${max} entries, found ${value.length}`);
      return [];
    }
    return value;
  }

  /** A text that is more than white space. */
  text(path: TablePath, value: unknown, maxChars = Number.POSITIVE_INFINITY): string {
    if (typeof value !== "string") {
      const hint = typeof value === "object" ? "" : "; put it in quotes";
      this.report(path, "wrong-type", `expected a text, found ${TableReader.show(value)}${hint}`);
      return "";
    }
    if (value.trim() === "") {
      this.report(path, "empty", "expected a text, found an empty one");
      return "";
    }
    const chars = countCodePoints(value);
    if (chars > maxChars) {
      this.report(path, "too-long", `expected at most ${maxChars} characters, found ${chars}`);
      return "";
    }
    return value;
  }

  number(path: TablePath, value: unknown, range: Range): number {
    if (typeof value !== "number") {
      this.report(path, "wrong-type", `expected a number, found ${TableReader.show(value)}`);
      return 0;
    }
    if (!(value >= range.min && value <= range.max)) {
      this.report(path, "out-of-range", `expected ${range.min} to ${range.max}, found ${value}`);
      return 0;
    }
    return value;
  }

  integer(path: TablePath, value: unknown, range: Range): number {
    const number = this.number(path, value, range);
    if (!Number.isInteger(number)) {
      this.report(path, "wrong-type", `expected a whole number, found ${number}`);
      return 0;
    }
    return number;
  }

  /** A value as a message names it: short, and with its type where the value says little. */
  static show(value: unknown): string {
    if (value === undefined || value === null) return "nothing";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object") return "a mapping";
    if (typeof value === "string") {
      const text = JSON.stringify(value);
      return text.length <= MAX_SHOWN_CHARS ? text : `${cutCodePoints(text, MAX_SHOWN_CHARS - 2)}…"`;
    }
    if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
    return `a ${typeof value}`;
  }
}
