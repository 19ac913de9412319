import { validation } from "../errors.ts";

/** What an action is carried out by. */
export type ActionTarget = "lambda" | "sns";

const MAX_ACTIONS = 5;

const PATTERNS: Readonly<Record<ActionTarget, RegExp>> = {
  lambda: /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/,
  sns: /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/,
};

/** Checks the actions of one state. Throws `ValidationError` for what is no ARN, or asks another service. */
export function checkedActions(actions: readonly string[] | undefined, at: string): string[] {
  const given = [...(actions ?? [])];
  if (given.length > MAX_ACTIONS) {
    throw validation(`${at} must have at most ${MAX_ACTIONS} actions, found ${given.length}.`);
  }
  for (const arn of given) targetOf(arn);
  return given;
}

/** The kind of target behind an action's ARN. */
export function targetOf(arn: string): ActionTarget {
  if (PATTERNS.lambda.test(arn)) return "lambda";
  if (PATTERNS.sns.test(arn)) return "sns";
  const service = /^arn:aws:([a-z0-9-]+):[^:]*:[^:]*:.+$/.exec(arn)?.[1];
  if (service === undefined || service === "lambda" || service === "sns") {
    throw validation(`Invalid arn syntax: ${arn}`);
  }
  throw validation(
    `The local cloud cannot carry out actions of ${service}, found ${arn}; it knows those of lambda and sns.`,
  );
}
