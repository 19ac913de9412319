import { GetAliasCommand, InvokeCommand, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import type { RolloutPlan } from "@switchyard/rollout";
import { answerCommand, type CommandDeps } from "../command.ts";
import { readConfig } from "../config.ts";
import { createController } from "../controller.ts";
import { ENVIRONMENT } from "./environment.ts";
import { type LocalController, ROUTER, sent, TOPIC_ARN } from "./local-controller.ts";

/** One step and a bake, so short that a fast clock runs through them in a second. */
export const PLAN: RolloutPlan = {
  kind: "rollout",
  name: "short",
  smokeQueries: ["smoke"],
  maximumMetricDelayMinutes: 30,
  guardrails: {
    errors: { thresholds: [], historicRates: [0.003], margin: 0.1, limit: 0.2, mustBeProven: true },
  },
  steps: [{ weight: 50, minimumMinutes: 1, minimumRequests: 5, evidence: "not-harmful", approval: false }],
  bake: { minutes: 1, minimumRequests: 5 },
  deadlineMinutes: 24 * 60,
};

/** Test support: a release of one alias in a local cloud, under a controller of its own. */
export interface Release {
  readonly controller: CommandDeps;
  readonly stable: string;
  readonly candidate: string;
  readonly start: (by?: string) => ReturnType<typeof answerCommand>;
  readonly state: () => Promise<string | undefined>;
  /** What the alias holds, as Lambda says it. */
  readonly live: () => Promise<{ readonly version: string | undefined; readonly weights: object }>;
  /** Requests through the alias. */
  readonly ask: (count: number) => Promise<void>;
  readonly moveByHand: (version: string) => Promise<void>;
  /** The changes of state, such as `idle > validating`. */
  readonly moves: () => Promise<readonly string[]>;
}

/** An alias of its own with everyone on one version, and one more version. */
export async function openRelease(
  local: LocalController,
  plan: RolloutPlan,
  kind: "good" | "failing" = "good",
  provisionedConcurrency = 0,
): Promise<Release> {
  const stable = await local.publish();
  const alias = `live-${stable}`;
  const candidate = await local.publish(kind);
  await local.createAlias(alias, stable);
  const config = readConfig({
    ...ENVIRONMENT,
    SWITCHYARD_ALIAS: alias,
    SWITCHYARD_TOPIC_ARN: TOPIC_ARN,
    SWITCHYARD_PROVISIONED_CONCURRENCY: String(provisionedConcurrency),
  });
  const controller = createController(config, {
    clients: local.clients,
    nowMs: local.nowMs,
    writeLog: () => undefined,
  });
  const at = { FunctionName: ROUTER, Name: alias };
  return {
    controller,
    stable,
    candidate,
    start: (by = "ann") =>
      answerCommand(controller, { verb: "start", by, why: "a test", version: candidate, plan }),
    state: async () => (await controller.ports.releases.load())?.record.phase.state,
    live: async () => {
      const { FunctionVersion, RoutingConfig } = await local.lambda.send(new GetAliasCommand(at));
      return { version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
    },
    ask: async (count) => {
      const Payload = Buffer.from(JSON.stringify({ body: JSON.stringify({ query: "hello" }) }));
      const invoke = { FunctionName: ROUTER, Qualifier: alias, Payload };
      for (let sentCount = 0; sentCount < count; sentCount += 1) {
        sent((await local.lambda.send(new InvokeCommand(invoke))).ExecutedVersion);
      }
    },
    moveByHand: async (FunctionVersion) =>
      void (await local.lambda.send(
        new UpdateAliasCommand({ ...at, FunctionVersion, RoutingConfig: { AdditionalVersionWeights: {} } }),
      )),
    moves: async () => {
      const history = await controller.ports.releases.history(1);
      return history.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} > ${to}`);
    },
  };
}
