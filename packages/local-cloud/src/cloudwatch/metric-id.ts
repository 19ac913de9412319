import type { Dimension } from "@aws-sdk/client-cloudwatch";
import { invalidValue, missing } from "./errors.ts";

/** Checks dimensions and turns them into a record. `at` names them in errors. */
export function dimensionsOf(
  dimensions: readonly Dimension[] | undefined,
  at: string,
): Readonly<Record<string, string>> {
  const checked = (dimensions ?? []).map((dimension, index) => {
    const name = checkedText(dimension.Name, 255, `${at}.member.${index + 1}.Name`);
    if (name.startsWith(":"))
      throw invalidValue(`The parameter ${at}.member.${index + 1}.Name must not start with a colon.`);
    return [name, checkedText(dimension.Value, 1024, `${at}.member.${index + 1}.Value`)] as const;
  });
  if (checked.length > 30)
    throw invalidValue(`The parameter ${at} has ${checked.length} dimensions; at most 30 are allowed.`);
  const record = Object.fromEntries(checked);
  if (Object.keys(record).length < checked.length)
    throw invalidValue(`The parameter ${at} names a dimension twice.`);
  return record;
}

/** Checks a text of 1 to `max` characters. */
export function checkedText(value: string | undefined, max: number, at: string): string {
  if (value === undefined) throw missing(at);
  if (value.trim() === "" || value.length > max) {
    throw invalidValue(`The parameter ${at} must have 1 to ${max} characters, one of them visible.`);
  }
  return value;
}

/** The SDK's form of dimensions. */
export function toDimensions(dimensions: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
