import { functionsAt, isReached, variableOf } from "../functions.ts";
import type { CheckedResource, Rule, Violation } from "../model.ts";
import { at, isUnknown, ofType, show } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "timeouts-coherent";
const { broken, unknown } = verdictsOf(name);

/** After this long API Gateway answers 504 whatever the function does. */
const GATEWAY_SECONDS = 29;
const LAMBDA_SECONDS = 900;
/** What Lambda takes where nothing is said. */
const DEFAULT_SECONDS = 3;
/** One after the other in each request. */
const STEPS = ["SWITCHYARD_LLM_TIMEOUT_MS", "SWITCHYARD_AGENT_TIMEOUT_MS"];

export const timeoutsCoherent: Rule = {
  name,
  description: "Who waits for somebody waits at least as long as that one may take.",
  check: (stack) => [
    ...ofType(stack, "aws:lambda/function:Function").flatMap((fn) => {
      const timeout = timeoutOf(fn);
      if (isUnknown(timeout)) return [unknown(fn, "timeout")];
      if (typeof timeout !== "number" || timeout < 1 || timeout > LAMBDA_SECONDS) {
        return [
          broken(
            fn,
            `timeout: expected 1 to ${LAMBDA_SECONDS} s, found ${show(timeout)}. Lambda takes no other.`,
          ),
        ];
      }
      return [...gatewayProblems(stack, fn, timeout), ...stepProblems(fn, timeout)];
    }),
    ...ofType(stack, "aws:apigateway/integration:Integration").flatMap((integration) =>
      integrationProblems(stack, integration),
    ),
  ],
};

function timeoutOf(fn: CheckedResource): unknown {
  return at(fn.props, "timeout") ?? DEFAULT_SECONDS;
}

function gatewayProblems(
  stack: readonly CheckedResource[],
  fn: CheckedResource,
  timeoutSeconds: number,
): readonly Violation[] {
  if (timeoutSeconds <= GATEWAY_SECONDS) return [];
  const callers = ofType(stack, "aws:lambda/permission:Permission");
  const isApi = (of: unknown) => of === "apigateway.amazonaws.com";
  const calledBy = (mayBe: (principal: unknown) => boolean) => [
    ...callers.filter(({ props }) => mayBe(at(props, "principal"))).map(({ props }) => at(props, "function")),
    ...ofType(stack, "aws:apigateway/integration:Integration").map(({ props }) => at(props, "uri")),
  ];
  if (isReached(fn, calledBy(isApi)) === "yes") {
    return [
      broken(
        fn,
        `timeout: expected at most ${GATEWAY_SECONDS} s behind API Gateway, found ${timeoutSeconds}. Nobody gets an answer that comes later.`,
      ),
    ];
  }
  if (
    isReached(
      fn,
      calledBy((principal) => isApi(principal) || isUnknown(principal)),
    ) === "no"
  )
    return [];
  return [unknown(fn, "timeout (whether the API calls the function)")];
}

function stepProblems(fn: CheckedResource, timeoutSeconds: number): readonly Violation[] {
  const steps = STEPS.map((variable) => ({ variable, value: variableOf(fn, variable) })).filter(
    ({ value }) => value !== undefined,
  );
  const open = steps.find(({ value }) => isUnknown(value));
  if (open !== undefined) return [unknown(fn, `environment.variables.${open.variable}`)];
  const wrong = steps.filter(({ value }) => !/^\d+$/.test(String(value)));
  if (wrong.length > 0) {
    return wrong.map(({ variable, value }) =>
      broken(
        fn,
        `environment.variables.${variable}: expected a whole number of milliseconds, found ${show(value)}. Write it in digits.`,
      ),
    );
  }
  const totalMs = steps.reduce((sum, { value }) => sum + Number(value), 0);
  if (totalMs <= timeoutSeconds * 1000) return [];
  return [
    broken(
      fn,
      `timeout: expected room for ${steps.map(({ variable, value }) => `${variable}=${String(value)}`).join(" and ")}, ` +
        `${totalMs} ms together, found ${timeoutSeconds} s. Shorten the steps or lengthen the timeout.`,
    ),
  ];
}

function integrationProblems(
  stack: readonly CheckedResource[],
  integration: CheckedResource,
): readonly Violation[] {
  const limitMs = at(integration.props, "timeoutMilliseconds");
  if (limitMs === undefined) return [];
  if (isUnknown(limitMs)) return [unknown(integration, "timeoutMilliseconds")];
  return functionsAt(stack, at(integration.props, "uri")).flatMap(({ fn, reached }) => {
    const timeout = timeoutOf(fn);
    // An unknown timeout is reported at the function.
    if (typeof timeout !== "number" || timeout * 1000 <= Number(limitMs)) return [];
    if (reached === "unknown") return [unknown(integration, "uri")];
    return [
      broken(
        integration,
        `timeoutMilliseconds: expected at least ${timeout * 1000}, the timeout of ${show(at(fn.props, "name"))}, found ${show(limitMs)}. Leave it out, or shorten the function's timeout.`,
      ),
    ];
  });
}
