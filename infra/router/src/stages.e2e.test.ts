import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CheckedResource,
  checkStack,
  REVIEWED_WILDCARDS,
  unusedReviews,
} from "@switchyard/infra-policy";
import {
  type CloudControl,
  type DeployEvent,
  type DeploymentCall,
  openCloud,
  type RegisteredResource,
} from "@switchyard/local-cloud";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { neededFor, refusedTo } from "./testdata/deploy-role.ts";
import { type Kept, keptIn, lossesIn, type PlannedResource, planOf } from "./testdata/plan-lines.ts";

// The programs as each stage runs them, on a local cloud of their own. `pnpm bundle` comes before.

const router = join(import.meta.dirname, "..");
const foundation = join(router, "..", "foundation");

let dir: string;
let cloud: CloudControl;
/** What the deployments of each stage called. */
const calls = new Map<string, DeploymentCall[]>();
let onCall: (call: DeploymentCall) => void = () => undefined;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "stages-"));
  cloud = await openCloud({ dir, awsPort: 0, apiPort: 0, onDeploymentCall: (call) => onCall(call) });
  await run(foundation, "main", false, GITHUB);
});
afterAll(async () => {
  await cloud?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function run(
  projectDir: string,
  stack: string,
  dryRun = false,
  config: Readonly<Record<string, string>> = {},
): Promise<readonly DeployEvent[]> {
  const events: DeployEvent[] = [];
  const key = projectDir === router ? stack : "foundation";
  onCall = (call) => calls.set(key, [...(calls.get(key) ?? []), call]);
  const result = await cloud.deploy({
    projectDir,
    stack,
    dryRun,
    // A cloud is one account, and has one foundation.
    config: { ...(projectDir === router ? { "switchyard:foundationStack": "main" } : {}), ...config },
    onEvent: (event) => events.push(event),
  });
  expect(result.kind === "failed" ? result.problems : []).toEqual([]);
  return events;
}

/** The foundation as an account has it that workflows deploy to. */
const GITHUB = {
  "switchyard:github": JSON.stringify({
    owner: "acme",
    ownerId: "123456",
    repository: "switchyard",
    repositoryId: "456789",
  }),
};

const asChecked = ({ inputs, ...rest }: RegisteredResource): CheckedResource => ({ ...rest, props: inputs });
const registered = (events: readonly DeployEvent[]): readonly RegisteredResource[] =>
  events.filter((event) => event.kind === "registered");

/** By hand: whoever takes something off this list takes its data from people. */
const KEPT = JSON.parse(readFileSync(join(router, "golden", "kept.json"), "utf8")) as Kept;

const aliasOf = (kept: Kept): Kept =>
  Object.fromEntries(Object.entries(kept).filter(([resource]) => resource.startsWith("aws:lambda/alias:")));

describe.each(["local", "dev", "staging", "prod"])("stage %s", (stage) => {
  let events: readonly DeployEvent[];
  beforeAll(async () => {
    events = await run(router, stage, true);
  });

  it("has the resources that are on its list", async () => {
    const plan = planOf(registered(events));
    await expect(`${JSON.stringify(plan, undefined, 2)}\n`).toMatchFileSnapshot(`../golden/${stage}.json`);
  });

  it("loses nothing that must stay", () => {
    const kept = keptIn(registered(events), stage);
    // A laptop's data may go; its alias stays all the same.
    const mustStay = stage === "local" ? aliasOf(KEPT) : KEPT;
    expect(lossesIn(mustStay, kept)).toEqual([]);
    expect(Object.keys(kept).filter((resource) => !(resource in KEPT))).toEqual([]);
  });
});

describe("the foundation", () => {
  it("has the resources that are on its list", async () => {
    const plan = planOf(registered(await run(foundation, "main", true, GITHUB)));
    await expect(`${JSON.stringify(plan, undefined, 2)}\n`).toMatchFileSnapshot(
      "../../foundation/golden/main.json",
    );
  });

  it("can keep Pulumi's state in a bucket that nobody else sees", async () => {
    const bucket = { "switchyard:stateBucket": JSON.stringify({ name: "acme-switchyard-state" }) };
    const resources = registered(await run(foundation, "main", true, { ...GITHUB, ...bucket }));
    expect(checkStack(resources.map(asChecked), { unknown: "skip" })).toEqual([]);
    const plan = planOf(resources);
    const kept = resources.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept).toEqual(expect.arrayContaining(["state-key", "state-key-alias", "state-bucket"]));
    expect(plan.find(({ resource }) => resource === "aws:kms/key:Key state-key")?.inputs).toMatchObject({
      enableKeyRotation: true,
    });
  });
});

describe("the policies", () => {
  const deployed: RegisteredResource[] = [];

  it.each(["dev", "staging", "prod"])("hold in %s, with all values known", async (stage) => {
    const resources = registered(await run(router, stage));
    deployed.push(...resources);
    expect(checkStack(resources.map(asChecked), { unknown: "fail" })).toEqual([]);
  });

  it("hold in the foundation", async () => {
    const resources = registered(await run(foundation, "main", false, GITHUB));
    deployed.push(...resources);
    expect(checkStack(resources.map(asChecked), { unknown: "fail" })).toEqual([]);
  });

  it("are needed by one stage or setting each", () => {
    const unused = unusedReviews(deployed.map(asChecked), REVIEWED_WILDCARDS);
    expect(new Set(unused.map(({ onlyWith }) => onlyWith))).toEqual(
      new Set(["function.tracing", "function.vpc", "stateBucket"]),
    );
  });
});

describe("the deploy roles", () => {
  const STAGES = ["dev", "staging", "prod"] as const;
  const needed = (stage: string) => neededFor(stage, calls.get(stage) ?? []);

  beforeAll(async () => {
    // Changes, and then the end of it, so that every kind of call is there.
    const changed = {
      "switchyard:logRetentionDays": "14",
      "switchyard:keepData": "false",
      "switchyard:tags": JSON.stringify({ project: "switchyard", team: "routing" }),
    };
    await run(router, "dev", false, changed);
    const result = await cloud.destroy({ projectDir: router, stack: "dev", onEvent: () => undefined });
    if (result.kind === "failed") throw new Error(result.problems.join("\n"));
  });

  it("may do all that deployments of their stage call", () => {
    for (const stage of STAGES) {
      expect(needed(stage).length).toBeGreaterThan(100);
      expect(refusedTo(stage, needed(stage))).toEqual([]);
    }
    const actions = new Set(needed("dev").map(({ action }) => action));
    const kinds = ["lambda:CreateFunction", "lambda:DeleteFunction", "iam:TagRole", "dynamodb:DeleteTable"];
    expect(kinds.filter((action) => !actions.has(action))).toEqual([]);
  });

  it("may do none of it to another stage's resources, but look for names", () => {
    for (const role of STAGES) {
      for (const owner of STAGES.filter((stage) => stage !== role)) {
        const refused = new Set(refusedTo(role, needed(owner)));
        const allowed = needed(owner).filter(
          ({ action, resource }) => !refused.has(`${action} on ${resource}`),
        );
        expect([...new Set(allowed.map(({ action }) => action))]).toEqual([
          "logs:DescribeLogGroups",
          "cloudwatch:DescribeAlarms",
        ]);
      }
    }
  });
});

describe("a stage with everything that is optional", () => {
  const OPTIONS = {
    "switchyard:function": JSON.stringify({
      memoryMb: 512,
      timeoutSeconds: 29,
      architecture: "arm64",
      tracing: true,
      vpc: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    }),
    "switchyard:api": JSON.stringify({
      cache: { enabled: true, sizeGb: "1.6", ttlSeconds: 60 },
      throttle: { ratePerSecond: 10, burst: 20 },
      quota: { requestsPerDay: 1000 },
      domain: {
        name: "ask.example.com",
        certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef",
      },
      firewall: { requestsPerFiveMinutes: 2000 },
    }),
    "switchyard:budget": JSON.stringify({ monthlyDollars: 100, notifyEmails: ["on-call@example.com"] }),
  };
  let plan: readonly PlannedResource[];
  beforeAll(async () => {
    plan = planOf(registered(await run(router, "dev", true, OPTIONS)));
  });
  const inputsOf = (resource: string) => plan.find((entry) => entry.resource === resource)?.inputs;

  it("has a domain in front of its API, and no DNS record", () => {
    expect(inputsOf("aws:apigateway/domainName:DomainName router-domain")).toMatchObject({
      domainName: "ask.example.com",
      securityPolicy: "TLS_1_2",
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(inputsOf("aws:apigateway/basePathMapping:BasePathMapping router-mapping")).toMatchObject({
      domainName: "ask.example.com",
      stageName: "dev",
    });
    expect(plan.filter(({ resource }) => resource.startsWith("aws:route53"))).toEqual([]);
  });

  it("has a firewall that blocks one address's floods and keeps no request", () => {
    const acl = inputsOf("aws:wafv2/webAcl:WebAcl router-firewall");
    expect(acl).toMatchObject({ name: "switchyard-dev-api", scope: "REGIONAL" });
    const rules = acl?.rules as readonly { readonly name: string; readonly visibilityConfig: object }[];
    expect(rules.map(({ name }) => name)).toEqual([
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "one-address",
    ]);
    expect(rules.map(({ visibilityConfig }) => visibilityConfig)).toEqual(
      rules.map(() => expect.objectContaining({ sampledRequestsEnabled: false })),
    );
  });

  it("traces, and runs in the VPC", () => {
    expect(inputsOf("aws:lambda/function:Function router-fn")).toMatchObject({
      tracingConfig: { mode: "Active" },
      vpcConfig: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
    });
    expect(inputsOf("aws:apigateway/stage:Stage router-stage")).toMatchObject({ xrayTracingEnabled: true });
  });

  it("has a budget over its tag", () => {
    expect(inputsOf("aws:budgets/budget:Budget stage-budget")).toMatchObject({
      name: "switchyard-dev-monthly",
      limitAmount: "100",
      costFilters: [{ name: "TagKeyValue", values: ["user:switchyard:stage$dev"] }],
    });
  });
});
