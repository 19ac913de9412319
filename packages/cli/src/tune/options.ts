import { InvalidArgumentError } from "commander";
import { LEAST_WARM_CALLS } from "./advice.ts";

/** What Lambda takes, in MB. */
export const LEAST_SIZE_MB = 128;
const MOST_SIZE_MB = 10_240;
const MOST_SIZES = 20;
/** Up to 1,769 MB buy one CPU, 3,008 MB are the most that a new account gets. */
const USUAL_SIZES_MB: readonly number[] = [128, 256, 512, 1024, 1769, 3008];

/** `128,512,1024`: two sizes or more, each once; given back in order. */
export function parseSizes(text: string): readonly number[] {
  const sizes = text.split(",").map((part) => {
    const size = Number(part);
    if (/^\d+$/.test(part) && size >= LEAST_SIZE_MB && size <= MOST_SIZE_MB) return size;
    throw new InvalidArgumentError(
      `expected whole MB from ${LEAST_SIZE_MB} to ${MOST_SIZE_MB} with commas between them, found "${part}"`,
    );
  });
  if (sizes.length < 2 || sizes.length > MOST_SIZES || new Set(sizes).size < sizes.length) {
    throw new InvalidArgumentError(`expected 2 to ${MOST_SIZES} different sizes to compare, found "${text}"`);
  }
  return sizes.toSorted((a, b) => a - b);
}

/** The sizes that were asked for; otherwise the usual ones and the one that the version has. */
export function sizesToTry(asked: readonly number[] | undefined, presentMb: number): readonly number[] {
  if (asked !== undefined) return asked;
  return [...new Set([...USUAL_SIZES_MB, presentMb])].toSorted((a, b) => a - b);
}

export function parseInvocations(text: string): number {
  return parseCount(text, LEAST_WARM_CALLS, 10_000);
}

export function parseColdStarts(text: string): number {
  return parseCount(text, 1, 100);
}

/** An alias, or the number of a version. */
export function parseQualifier(text: string): string {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError(`expected an alias or the number of a published version, found "${text}"`);
}

function parseCount(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, found "${text}"`);
}
