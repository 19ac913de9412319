// What benchmarks need to play a release on a cloud of their own.

export { logsClient } from "../local/aws-clients.ts";
export { logEvents } from "../local/log-events.ts";
export { prepareDeployment } from "../prepare.ts";
export type { ReleaseController } from "../release/controller.ts";
export { experimentPlan } from "../release/experiment-plan.ts";
export { localController } from "../release/target.ts";
export { figureTable as reportTable } from "../report/markdown.ts";
export { readReport } from "../report/read-report.ts";
export { type KpiRow, kpiRows } from "../report/rows.ts";
export { askRouter, type RouterAddress } from "../router-client.ts";
export { openStage, type RehearsalStage } from "./stage.ts";
