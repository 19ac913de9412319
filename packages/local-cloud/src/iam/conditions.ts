import { matchesArn, matchesText } from "./match.ts";

/**
 * What is known about a request, by condition key in lower case. An empty list = the key is known and the
 * request does not have it. A key that is not here at all is one that the local cloud does not supply.
 */
export type ConditionContext = Readonly<Record<string, readonly string[]>>;

/** One operator on one key. */
export interface Condition {
  readonly operator: ConditionOperator;
  readonly set: "ForAnyValue" | "ForAllValues" | undefined;
  readonly ifExists: boolean;
  /** Lower case: condition keys do not know case. */
  readonly key: string;
  readonly values: readonly string[];
}

export type ConditionOperator = keyof typeof OPERATORS;

/** Whether a condition holds, or the key that the local cloud would have to supply in order to say. */
export type Verdict =
  | { readonly kind: "yes" | "no" }
  | { readonly kind: "unknown-key"; readonly key: string };

interface Operator {
  readonly test: (wanted: string, found: string) => boolean;
  readonly isNegated: boolean;
  /** What its values must look like. */
  readonly accepts: "text" | "number" | "date" | "true or false" | "arn";
}

const equals = (wanted: string, found: string): boolean => wanted === found;
const equalsIgnoringCase = (wanted: string, found: string): boolean =>
  wanted.toLowerCase() === found.toLowerCase();

function text(test: Operator["test"], isNegated = false): Operator {
  return { test, isNegated, accepts: "text" };
}

function arn(isNegated = false): Operator {
  return { test: matchesArn, isNegated, accepts: "arn" };
}

function number(compare: (found: number, wanted: number) => boolean, isNegated = false): Operator {
  return { test: (wanted, found) => compare(Number(found), Number(wanted)), isNegated, accepts: "number" };
}

function date(compare: (found: number, wanted: number) => boolean, isNegated = false): Operator {
  return {
    test: (wanted, found) => compare(Date.parse(found), Date.parse(wanted)),
    isNegated,
    accepts: "date",
  };
}

const OPERATORS = {
  StringEquals: text(equals),
  StringNotEquals: text(equals, true),
  StringEqualsIgnoreCase: text(equalsIgnoringCase),
  StringNotEqualsIgnoreCase: text(equalsIgnoringCase, true),
  StringLike: text(matchesText),
  StringNotLike: text(matchesText, true),
  ArnEquals: arn(),
  ArnLike: arn(),
  ArnNotEquals: arn(true),
  ArnNotLike: arn(true),
  NumericEquals: number((found, wanted) => found === wanted),
  NumericNotEquals: number((found, wanted) => found === wanted, true),
  NumericLessThan: number((found, wanted) => found < wanted),
  NumericLessThanEquals: number((found, wanted) => found <= wanted),
  NumericGreaterThan: number((found, wanted) => found > wanted),
  NumericGreaterThanEquals: number((found, wanted) => found >= wanted),
  DateEquals: date((found, wanted) => found === wanted),
  DateNotEquals: date((found, wanted) => found === wanted, true),
  DateLessThan: date((found, wanted) => found < wanted),
  DateLessThanEquals: date((found, wanted) => found <= wanted),
  DateGreaterThan: date((found, wanted) => found > wanted),
  DateGreaterThanEquals: date((found, wanted) => found >= wanted),
  Bool: { test: equalsIgnoringCase, isNegated: false, accepts: "true or false" },
  Null: { test: equalsIgnoringCase, isNegated: false, accepts: "true or false" },
} as const satisfies Record<string, Operator>;

const VALUE_FORMS: Readonly<Record<Operator["accepts"], (value: string) => boolean>> = {
  text: () => true,
  number: (value) => value.trim() !== "" && Number.isFinite(Number(value)),
  date: (value) =>
    /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(value) && !Number.isNaN(Date.parse(value)),
  "true or false": (value) => /^(true|false)$/i.test(value),
  arn: (value) => value === "*" || value.split(":").length >= 6,
};

/** Reads `ForAnyValue:StringLikeIfExists` and the like; `undefined` for an operator that is not known. */
export function readOperator(name: string): Pick<Condition, "operator" | "set" | "ifExists"> | undefined {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  if (parts === null) return undefined;
  const [, set, operator = "", ifExists] = parts;
  if (!isOperator(operator) || (operator === "Null" && (set !== undefined || ifExists !== undefined)))
    return undefined;
  return {
    operator,
    set: set === "ForAnyValue" || set === "ForAllValues" ? set : undefined,
    ifExists: ifExists !== undefined,
  };
}

/** The value's expected form when it does not have it. */
export function wrongForm(operator: ConditionOperator, value: string): string | undefined {
  const { accepts } = OPERATORS[operator];
  return VALUE_FORMS[accepts](value) ? undefined : accepts;
}

/** Whether all conditions hold. One that fails settles the matter, whatever keys the others lack. */
export function holdAll(conditions: readonly Condition[], context: ConditionContext): Verdict {
  const verdicts = conditions.map((condition) => holds(condition, context));
  return (
    verdicts.find((verdict) => verdict.kind === "no") ??
    verdicts.find((verdict) => verdict.kind === "unknown-key") ?? { kind: "yes" }
  );
}

function holds(condition: Condition, context: ConditionContext): Verdict {
  const found = Object.hasOwn(context, condition.key) ? context[condition.key] : undefined;
  if (found === undefined) return { kind: "unknown-key", key: condition.key };
  return { kind: test(condition, found) ? "yes" : "no" };
}

function test(condition: Condition, found: readonly string[]): boolean {
  const { operator, set, ifExists, values } = condition;
  if (operator === "Null") {
    const isAbsent = String(found.length === 0);
    return values.some((value) => value.toLowerCase() === isAbsent);
  }
  const { test: fits, isNegated } = OPERATORS[operator];
  const isMet = (each: string): boolean => values.some((wanted) => fits(wanted, each)) !== isNegated;
  if (found.length === 0) {
    if (ifExists || set === "ForAllValues") return true;
    return set === undefined && isNegated;
  }
  if (set === "ForAnyValue") return found.some(isMet);
  if (set === "ForAllValues") return found.every(isMet);
  // Without a set operator a negated test asks that no value fits, the others that one does.
  return isNegated ? found.every(isMet) : found.some(isMet);
}

function isOperator(name: string): name is ConditionOperator {
  return Object.hasOwn(OPERATORS, name);
}
