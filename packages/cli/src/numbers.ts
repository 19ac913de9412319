import { InvalidArgumentError } from "commander";

/** Readers of numbers on the command line; what is none is told with what was found. */

export function parsePositive(text: string): number {
  const value = parseNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError(`expected a positive number, found "${text}"`);
}

export function parseShare(text: string): number {
  const value = parseNumber(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError(`expected a share from 0 to 1, found "${text}"`);
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected a number, found "${text}"`);
}
