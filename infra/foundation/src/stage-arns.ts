import { apiArn, arnIn, globalArn, type Place } from "./place.ts";

/** By this tag the stages are told apart where names cannot: API Gateway makes up its ids. */
export const STAGE_TAG = "switchyard:stage";

/** Everything of a stage that has a name. infra/router gives the names; `*` as the stage stands for all of them. */
export interface StageArns {
  readonly functions: readonly string[];
  readonly router: readonly string[];
  /** Starts, watches and ends releases. */
  readonly commandFunction: string;
  readonly logGroups: readonly string[];
  readonly roles: string;
  readonly table: string;
  /** Of its subscriptions, too: SNS checks what is done with them against the topic. */
  readonly topic: string;
  readonly queue: string;
  readonly schedule: string;
  readonly alarms: string;
  readonly dashboard: string;
  readonly budgets: string;
  readonly webAcls: string;
  /** The API's stage is called like ours, whatever the API's id. */
  readonly apiStage: string;
}

export function stageArns(place: Place, stage: string): StageArns {
  const prefix = `switchyard-${stage}-`;
  const at = (service: string, resource: string): string => arnIn(place, service, resource);
  const router = at("lambda", `function:${prefix}router`);
  return {
    // One wildcard for versions and aliases, too: a `*` at the end goes on behind a colon.
    functions: [at("lambda", `function:${prefix}*`)],
    router: [router, `${router}:*`],
    commandFunction: at("lambda", `function:${prefix}rollout-command`),
    logGroups: [at("logs", `log-group:/aws/lambda/${prefix}*`)],
    roles: globalArn(place, "iam", `role/switchyard/${stage}/*`),
    table: at("dynamodb", `table/${prefix}releases`),
    topic: at("sns", `${prefix}releases`),
    queue: at("sqs", `${prefix}rollout-dead-letters`),
    schedule: at("scheduler", `schedule/default/${prefix}*`),
    alarms: at("cloudwatch", `alarm:${prefix}*`),
    dashboard: globalArn(place, "cloudwatch", `dashboard/switchyard-${stage}`),
    budgets: globalArn(place, "budgets", `budget/${prefix}*`),
    webAcls: at("wafv2", `regional/webacl/${prefix}*`),
    apiStage: apiArn(place, `/restapis/*/stages/${stage}`),
  };
}
