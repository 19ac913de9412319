import {
  type ControllerReport,
  controllerPass,
  describeRouting,
  explainHold,
  type PlanNamed,
  type ReleaseRecord,
  type RolloutPorts,
} from "@switchyard/rollout";
import type { WriteLog } from "./log.ts";
import type { Plans } from "./plans.ts";

export interface TickDeps {
  readonly ports: RolloutPorts;
  readonly plans: Plans;
  readonly writeLog: WriteLog;
}

/** One pass of the controller and one line about it. What it throws fails the invocation: then its alarm is heard. */
export async function runTick({ ports, plans, writeLog }: TickDeps): Promise<ControllerReport> {
  const planNamed: PlanNamed = async (name) => {
    const plan = plans.named(name);
    if (plan === undefined) return undefined;
    return plans.freeze(plan, (await ports.alias.read()).routing.primary);
  };
  const report = await controllerPass(ports, planNamed);
  const stored = await ports.releases.load();
  writeLog({
    level: report.failures.length === 0 ? "info" : "warning",
    event: "tick",
    ...whatWasDecided(report),
    ...(stored === undefined ? {} : whereItStands(stored.record)),
  });
  return report;
}

/**
 * The pass that the clock asks for. What it leaves undone fails the invocation, too: a notice or a rollback that fails
 * for ever must be heard, and the alarm on errors waits for more than one or two.
 */
export async function runScheduledTick(deps: TickDeps): Promise<void> {
  const { failures } = await runTick(deps);
  if (failures.length > 0) throw new Error(`The pass left something to the next one: ${failures.join("; ")}`);
}

function whatWasDecided({ decision, state, overtaken, failures, request }: ControllerReport) {
  return {
    decision,
    ...(decision.kind === "hold" ? { waitsFor: explainHold(decision.reason) } : {}),
    state,
    overtaken,
    failures,
    request,
  };
}

function whereItStands({ alias, release }: ReleaseRecord) {
  return {
    weights: describeRouting(alias.routing),
    ...(release === undefined
      ? {}
      : {
          release: release.id,
          verdicts: release.verdicts.map(
            ({ guardrail, kind, evidence }) => `${guardrail} ${kind}: ${evidence}`,
          ),
        }),
  };
}
