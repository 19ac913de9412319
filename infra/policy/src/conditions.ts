import type { Statement } from "./policy-document.ts";

/** Keys that say who asks, or for whom AWS asks. `aws:sourceowner` is the older word of SNS for the account. */
const WHO_KEYS = [
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
];
/** Without `IfExists`, which holds where the key is missing. */
const OPERATOR = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;

/** Whether a statement's conditions leave nobody in but known accounts, organisations or resources. */
export function isNarrowed({ conditions }: Pick<Statement, "conditions">): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      OPERATOR.test(operator) && WHO_KEYS.includes(key) && values.length > 0 && values.every(namesSomebody),
  );
}

/** Whether a value says whose it is: a plain id, an ARN with an account, or an ARN of a named thing without one (S3). */
export function namesSomebody(value: string): boolean {
  if (!/[*?]/.test(value)) return value !== "";
  const [arn, , , , account = "", ...resource] = value.split(":");
  if (arn !== "arn") return false;
  return account === "" ? /^[^*?]{3}/.test(resource.join(":")) : !/[*?]/.test(account);
}
