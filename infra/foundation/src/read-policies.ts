import { apiPaths, READ_WEB_ACLS } from "./deploy-api-policy.ts";
import { accountWideReads, READ_FUNCTIONS, READ_LOG_GROUPS } from "./deploy-functions-policy.ts";
import { READ_ROLES } from "./deploy-roles-policy.ts";
import {
  READ_ALARMS,
  READ_BUDGETS,
  READ_DASHBOARDS,
  READ_QUEUES,
  READ_SCHEDULES,
  READ_TABLES,
  READ_TOPICS,
} from "./deploy-services-policy.ts";
import type { Place } from "./place.ts";
import { allow, type PolicyDocument, type PolicyParts, policy } from "./policy-document.ts";
import { STAGE_TAG, stageArns } from "./stage-arns.ts";

/** The part that is about no stage. */
const ACCOUNT_PART = "account";

/**
 * What `pulumi preview --refresh` and a search for drift read, of all stages of the account, in a part for each: one
 * policy could not hold many. They change nothing, so they may not invoke the controller's command function either: who
 * may ask for the status there may end a release.
 */
export function readPolicies(place: Place, stages: readonly string[]): PolicyParts {
  return {
    ...Object.fromEntries(stages.map((stage) => [readPart(stage), stagePolicy(place, stage)])),
    [ACCOUNT_PART]: policy([accountWideReads()]),
  };
}

/** Keys of what `readPolicies` returns. */
export function readParts(stages: readonly string[]): readonly string[] {
  return [...stages.map(readPart), ACCOUNT_PART];
}

/** A stage may be called `account`, too. */
function readPart(stage: string): string {
  return `stage-${stage}`;
}

function stagePolicy(place: Place, stage: string): PolicyDocument {
  const own = stageArns(place, stage);
  return policy([
    allow("Functions", READ_FUNCTIONS, own.functions),
    allow("Logs", READ_LOG_GROUPS, own.logGroups),
    allow("Roles", READ_ROLES, [own.roles]),
    allow("Api", ["apigateway:GET"], apiPaths(place), {
      StringEquals: { [`aws:ResourceTag/${STAGE_TAG}`]: stage },
    }),
    allow("Firewall", [...READ_WEB_ACLS, "wafv2:GetWebACLForResource"], [own.webAcls, own.apiStage]),
    allow("Table", READ_TABLES, [own.table]),
    allow("Topic", READ_TOPICS, [own.topic]),
    allow("Queue", READ_QUEUES, [own.queue]),
    allow("Schedule", READ_SCHEDULES, [own.schedule]),
    allow("Alarms", READ_ALARMS, [own.alarms]),
    allow("Dashboard", READ_DASHBOARDS, [own.dashboard]),
    allow("Budget", READ_BUDGETS, [own.budgets]),
  ]);
}
