import type { RolloutPorts } from "./ports.ts";
import { type PlanNamed, type RequestReport, takeUpRequest } from "./take-up-request.ts";
import { type TickReport, tick } from "./tick.ts";

export interface ControllerReport extends TickReport {
  /** What became of the deployment's request; why it could not be looked after, where that failed. */
  readonly request: RequestReport | { readonly kind: "failed"; readonly why: string };
}

/** What the controller does every minute: look for a deployment's request, then one pass of the control loop. */
export async function controllerPass(ports: RolloutPorts, planNamed: PlanNamed): Promise<ControllerReport> {
  const request = await lookAfterRequest(ports, planNamed);
  const report = await tick(ports);
  const failures = request.kind === "failed" ? [request.why, ...report.failures] : report.failures;
  return { ...report, failures, request };
}

/** A request that cannot be read must not stop the watch over the release under way. */
async function lookAfterRequest(
  ports: RolloutPorts,
  planNamed: PlanNamed,
): Promise<ControllerReport["request"]> {
  try {
    return await takeUpRequest(ports, planNamed);
  } catch (error) {
    return { kind: "failed", why: `the request for a release: ${String(error)}` };
  }
}
