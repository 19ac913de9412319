import { InvalidArgumentError } from "commander";
import { parseNumber, parsePositive } from "../numbers.ts";

const MOST_IN_FLIGHT = 10_000;
const MOST_SEED = 4_294_967_295;
const MOST_RATE = 10_000;

export function parseRate(text: string): number {
  const rate = parsePositive(text);
  if (rate <= MOST_RATE) return rate;
  throw new InvalidArgumentError(`expected at most ${MOST_RATE} requests a second, found "${text}"`);
}

export function parseMaxInFlight(text: string): number {
  return parseCount(text, 1, MOST_IN_FLIGHT);
}

export function parseSeed(text: string): number {
  return parseCount(text, 0, MOST_SEED);
}

export function parsePercent(text: string): number {
  const value = parseNumber(text);
  if (value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError(`expected a percentage from 0 to 100, found "${text}"`);
}

function parseCount(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, found "${text}"`);
}
