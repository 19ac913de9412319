import { SIGNALS } from "./calibrate.ts";
import type { Metadata } from "./format.ts";
import type { ModelParameters, TargetThreshold } from "./model.ts";

/** Labels of a model, at most, as many as a class number can tell apart and a person can maintain. */
export const MAX_LABELS = 1000;

/** Parameters are within ±1e30, so that no sum of their products overflows and every probability is a number. */
const MOST = 1e30;

/** Reads the metadata of a model with so many classes; undefined when anything about it is not as it must be. */
export function parseMetadata(text: string, classes: number): Metadata | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { labels, examples, seed, targetPrecision, thresholds, rulesDigest, parameters } = value;
  if (!isListOf(labels, isText) || new Set(labels).size !== labels.length) return undefined;
  const isSized = labels.length >= 1 && labels.length <= MAX_LABELS;
  // One class alone would be the answer to everything.
  if (!isSized || classes < Math.max(2, labels.length) || classes > labels.length + 1) return undefined;
  if (!isCount(examples) || !isCount(seed) || !isShare(targetPrecision)) return undefined;
  if (!isListOf(thresholds, isThreshold) || typeof rulesDigest !== "string") return undefined;
  if (!isParameters(parameters, labels.length, classes)) return undefined;
  return { labels, examples, seed, targetPrecision, thresholds, rulesDigest, parameters };
}

function isParameters(value: unknown, labels: number, classes: number): value is ModelParameters {
  if (!isRecord(value)) return false;
  const { bias, scale, wordScale, rules, calibrator, reliability } = value;
  const isRow = (row: unknown) => isListOf(row, isNumber) && row.length === classes;
  return (
    isRow(bias) &&
    isRow(scale) &&
    isRow(wordScale) &&
    isListOf(rules, (row) => isRow(row) || (isListOf(row, isNumber) && row.length === 0)) &&
    (rules.length === 0 || rules.length === labels) &&
    isListOf(calibrator, isNumber) &&
    calibrator.length === SIGNALS.length &&
    isListOf(reliability, isNumber) &&
    reliability.length === labels
  );
}

function isThreshold(value: unknown): value is TargetThreshold {
  return (
    isRecord(value) &&
    isShare(value["targetPrecision"]) &&
    isNumber(value["threshold"]) &&
    value["threshold"] >= 0
  );
}

function isShare(value: unknown): value is number {
  return isNumber(value) && value > 0 && value < 1;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= MOST;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[];
function isListOf(value: unknown, isItem: (item: unknown) => boolean): value is readonly unknown[];
function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
