import type { CheckedResource, Rule, Violation } from "../model.ts";
import { hasUnknown, leavesOf } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "no-plain-secrets";
const { broken, unknown } = verdictsOf(name);

const LOOKS_LIKE: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key id", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})/],
  ["an API key of a model provider", /\bsk-[A-Za-z0-9-]{20,}/],
];
/** A secret access key is 40 characters like any others: only its name gives it away. */
const SECRET_NAME = /(secret_?access_?key|session_?token|private_?key|password)$/i;

export const noPlainSecrets: Rule = {
  name,
  description:
    "No secret stands in a property: an environment is shown in the console and kept in the state.",
  check: (stack) => stack.filter(({ type }) => type.startsWith("aws:")).flatMap(secretProblems),
};

function secretProblems(resource: CheckedResource): readonly Violation[] {
  const leaves = leavesOf(resource.props);
  const open = leaves.filter(([, leaf]) => hasUnknown(leaf)).map(([path]) => path);
  return [
    ...leaves.flatMap(([path, leaf]) => {
      const what = typeof leaf === "string" && !hasUnknown(leaf) ? secretIn(path, leaf) : undefined;
      if (what === undefined) return [];
      // The message goes to logs: it does not repeat the secret.
      return [
        broken(
          resource,
          `${path}: expected no secret, found what looks like ${what}. Let a role grant it, or derive it.`,
        ),
      ];
    }),
    ...(open.length === 0 ? [] : [unknown(resource, open.join(", "))]),
  ];
}

function secretIn(path: string, text: string): string | undefined {
  const [what] = LOOKS_LIKE.find(([, form]) => form.test(text)) ?? [];
  if (what !== undefined) return what;
  return SECRET_NAME.test(path) && text.length >= 16 ? "what its name says" : undefined;
}
