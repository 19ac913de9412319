import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deployPolicies } from "./deploy-policies.ts";
import type { ProviderCall } from "./testdata/calls.ts";
import { ACCOUNT, type Call, decide, decider, PLACE, REPOSITORY_ARN } from "./testdata/iam.ts";
import { callOf, isNotByStage, NOT_BY_STAGE, PROVIDER_CALLS } from "./testdata/provider-calls.ts";

const STAGES = ["dev", "staging", "prod"] as const;
type Stage = (typeof STAGES)[number];
const PROMOTED_FROM: Readonly<Record<Stage, Stage | undefined>> = {
  dev: undefined,
  staging: "dev",
  prod: "staging",
};
const ROUTER_SOURCES = join(import.meta.dirname, "..", "..", "router", "src");

const boundaryOf = (stage: string): string => `arn:aws:iam::${ACCOUNT}:policy/switchyard-${stage}-boundary`;

function policiesOf(stage: Stage) {
  return deployPolicies(PLACE, {
    stage,
    boundaryArn: boundaryOf(stage),
    repositoryArn: REPOSITORY_ARN,
    promotedFrom: PROMOTED_FROM[stage],
  });
}

const ALL_CALLS: readonly (readonly [what: string, call: ProviderCall])[] = Object.entries(
  PROVIDER_CALLS,
).flatMap(([type, calls]) =>
  (["create", "read", "update", "delete"] as const).flatMap((operation) =>
    calls[operation].map(
      (call) => [`${type} ${operation}: ${call.action} on ${call.resource}`, call] as const,
    ),
  ),
);

/** What of the calls for a stage's resources a deploy role may make. */
function allowedCalls(role: Stage, owner: Stage): readonly string[] {
  const ask = decider(policiesOf(role));
  return ALL_CALLS.filter(([, call]) => ask(callOf(call, owner, boundaryOf(owner))) === "allowed").map(
    ([what]) => what,
  );
}

const on = (resource: string, action: string, context: Call["context"] = {}): Call => ({
  action,
  resource,
  context,
});
const roleArn = (path: string): string => `arn:aws:iam::${ACCOUNT}:role/${path}`;
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const bounded = (stage: string) => ({ "iam:permissionsboundary": [boundaryOf(stage)] });

describe("PROVIDER_CALLS", () => {
  it("holds every type and every data source that infra/router uses", () => {
    const sources = readdirSync(ROUTER_SOURCES)
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => readFileSync(join(ROUTER_SOURCES, file), "utf8"))
      .join("\n");
    const used = [...sources.matchAll(/\baws\.(\w+)\.(get\w+?|[A-Z]\w+)\(/g)].map(([, module, name = ""]) => {
      return `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
    });
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(PROVIDER_CALLS).toSorted());
  });
});

describe("deployPolicies", () => {
  it("allow every call of a deployment of the stage", () => {
    for (const stage of STAGES) {
      expect(allowedCalls(stage, stage)).toEqual(ALL_CALLS.map(([what]) => what));
    }
  });

  it("allow none of them on another stage's resources but those that know no stages", () => {
    const known = ALL_CALLS.filter(([, call]) => isNotByStage(call)).map(([what]) => what);
    for (const role of STAGES) {
      for (const owner of STAGES.filter((stage) => stage !== role)) {
        expect(allowedCalls(role, owner)).toEqual(known);
      }
    }
  });

  it("have no exception that no call needs", () => {
    const needed = ALL_CALLS.map(([, call]) => call).filter(isNotByStage);
    const actions = needed.map(({ action, resource }) =>
      resource.includes("managedruleset") ? `${action} on managed rules` : action,
    );
    expect(Object.keys(NOT_BY_STAGE).filter((action) => !actions.includes(action))).toEqual([]);
  });

  it("never allow moving the alias, the stage's own included", () => {
    const router = functionArn("switchyard-dev-router");
    expect(decide(policiesOf("dev"), on(router, "lambda:UpdateAlias"))).toBe("explicitly-denied");
  });

  it("allow releases of the stage, and asking the one before it", () => {
    const commands = STAGES.map((stage) => functionArn(`switchyard-${stage}-rollout-command`));
    const invocable = (stage: Stage) =>
      commands.map((command) => decide(policiesOf(stage), on(command, "lambda:InvokeFunction")));
    expect(invocable("dev")).toEqual(["allowed", "not-allowed", "not-allowed"]);
    expect(invocable("staging")).toEqual(["allowed", "allowed", "not-allowed"]);
    expect(invocable("prod")).toEqual(["not-allowed", "allowed", "allowed"]);
  });

  it("allow invoking no other function", () => {
    const names = ["switchyard-dev-router", "switchyard-dev-rollout-tick", "switchyard-dev-rollout-alarm"];
    expect(
      names.map((name) => decide(policiesOf("dev"), on(functionArn(name), "lambda:InvokeFunction"))),
    ).toEqual(["not-allowed", "not-allowed", "not-allowed"]);
  });

  it("make no role without the stage's boundary", () => {
    const role = roleArn("switchyard/dev/router-role");
    const create = (context: Call["context"]) =>
      decide(policiesOf("dev"), on(role, "iam:CreateRole", context));
    expect(create(bounded("dev"))).toBe("allowed");
    expect(create({})).toBe("not-allowed");
    expect(create(bounded("prod"))).toBe("not-allowed");
    expect(create({ "iam:permissionsboundary": ["arn:aws:iam::aws:policy/AdministratorAccess"] })).toBe(
      "not-allowed",
    );
  });

  it("give a role no policy unless it has the boundary, and attach none of AWS", () => {
    const role = roleArn("switchyard/dev/router-role");
    const policies = policiesOf("dev");
    expect(decide(policies, on(role, "iam:PutRolePolicy"))).toBe("not-allowed");
    expect(decide(policies, on(role, "iam:AttachRolePolicy", bounded("dev")))).toBe("not-allowed");
  });

  it("neither detach nor change a boundary", () => {
    const policies = policiesOf("dev");
    const role = roleArn("switchyard/dev/router-role");
    expect(decide(policies, on(role, "iam:DeleteRolePermissionsBoundary", bounded("dev")))).toBe(
      "explicitly-denied",
    );
    expect(decide(policies, on(role, "iam:PutRolePermissionsBoundary", bounded("prod")))).toBe("not-allowed");
    for (const action of ["CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy"]) {
      expect(decide(policies, on(boundaryOf("dev"), `iam:${action}`))).toBe("explicitly-denied");
    }
  });

  it("touch no role but those on the stage's path, their own included", () => {
    const actions = [
      "iam:CreateRole",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:PassRole",
      "sts:AssumeRole",
    ];
    const context = { ...bounded("dev"), "iam:passedtoservice": ["lambda.amazonaws.com"] };
    for (const role of ["switchyard-deploy-dev", "switchyard-read", "switchyard/prod/router-role", "admin"]) {
      const decisions = actions.map((action) =>
        decide(policiesOf("dev"), on(roleArn(role), action, context)),
      );
      expect(new Set(decisions)).toEqual(new Set(["not-allowed"]));
    }
  });

  it("hand roles to Lambda and Scheduler alone", () => {
    const pass = (service: string) =>
      decide(
        policiesOf("dev"),
        on(roleArn("switchyard/dev/router-role"), "iam:PassRole", { "iam:passedtoservice": [service] }),
      );
    expect(pass("lambda.amazonaws.com")).toBe("allowed");
    expect(pass("scheduler.amazonaws.com")).toBe("allowed");
    expect(pass("ec2.amazonaws.com")).toBe("not-allowed");
  });

  it("cannot make another stage's API their own by a tag, nor give their own away", () => {
    const tags = "arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway";
    const policies = policiesOf("dev");
    const taking = {
      "aws:resourcetag/switchyard:stage": ["prod"],
      "aws:requesttag/switchyard:stage": ["dev"],
    };
    expect(decide(policies, on(tags, "apigateway:PUT", taking))).toBe("explicitly-denied");
    const giving = { "aws:resourcetag/switchyard:stage": ["dev"], "aws:tagkeys": ["switchyard:stage"] };
    expect(decide(policies, on(tags, "apigateway:DELETE", giving))).toBe("explicitly-denied");
  });

  it("make nothing in API Gateway without the stage's tag", () => {
    const apis = "arn:aws:apigateway:us-east-1::/restapis";
    const policies = policiesOf("dev");
    expect(decide(policies, on(apis, "apigateway:POST"))).toBe("not-allowed");
    expect(
      decide(policies, on(apis, "apigateway:POST", { "aws:requesttag/switchyard:stage": ["prod"] })),
    ).toBe("not-allowed");
  });

  it("name their actions: none has a wildcard", () => {
    for (const { Statement } of Object.values(policiesOf("dev"))) {
      expect(Statement.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    }
  });
});
