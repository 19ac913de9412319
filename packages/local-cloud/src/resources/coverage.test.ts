import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiGatewayTypes } from "./api-gateway.ts";
import { awsOnlyTypes } from "./aws-only.ts";
import { dashboardType } from "./dashboard.ts";
import { dynamoDbTypes } from "./dynamodb.ts";
import { ecrTypes } from "./ecr.ts";
import { iamTypes } from "./iam.ts";
import { lambdaTypes } from "./lambda.ts";
import { logsTypes } from "./logs.ts";
import { cloudWatchTypes } from "./metric-alarm.ts";
import { NOT_CARRIED_OUT } from "./not-carried-out.ts";
import type { ResourceType } from "./resource-type.ts";
import { scheduleType } from "./schedule.ts";
import { knownKeys } from "./schema-keys.ts";
import { snsTypes } from "./sns.ts";
import { sqsTypes } from "./sqs.ts";

const REGION = "us-east-1";
const aws = dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));

/** Input properties of a type in Pulumi's own declarations: `aws:lambda/alias:Alias` is in `lambda/alias.d.ts`. */
function argumentsOf(token: string): readonly string[] {
  const [, module = "", name = ""] = token.split(":");
  const declarations = readFileSync(join(aws, `${module}.d.ts`), "utf8");
  const [, body] = declarations.split(`export interface ${name}Args {`);
  if (body === undefined) throw new Error(`${module}.d.ts declares no ${name}Args.`);
  return [...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, property]) => String(property)).toSorted();
}

const nothing = new Proxy({}, { get: () => undefined }) as never;
const types: readonly ResourceType[] = [
  ...apiGatewayTypes(nothing, REGION, () => ""),
  ...ecrTypes(nothing, REGION),
  ...iamTypes(nothing),
  ...lambdaTypes(nothing, REGION),
  ...logsTypes(nothing, REGION),
  ...cloudWatchTypes(nothing, REGION),
  dashboardType(nothing, REGION),
  ...dynamoDbTypes(nothing, REGION),
  ...sqsTypes(nothing, REGION),
  ...snsTypes(nothing, REGION),
  scheduleType(nothing, REGION),
  ...awsOnlyTypes(),
];

describe("every input property of Pulumi's provider is carried out or refused by name", () => {
  it.each(types.map((type) => [type.token, type] as const))("%s", (token, type) => {
    const refused = (NOT_CARRIED_OUT[token] ?? []).filter((property) => !property.includes("."));
    const known = knownKeys(type.inputs, []) ?? [];
    expect([...known, ...refused].toSorted()).toEqual(argumentsOf(token));
  });
});

describe("replacement", () => {
  it.each(types.map((type) => [type.token, type] as const))(
    "deletes first by properties that %s has",
    (_, type) => {
      const known = knownKeys(type.inputs, []) ?? [];
      expect(type.uniqueBy.filter((property) => !known.includes(property))).toEqual([]);
    },
  );

  it.each(types.map((type) => [type.token, type] as const))(
    "is asked for by properties that %s has",
    (_, type) => {
      const known = knownKeys(type.inputs, []) ?? [];
      expect(type.replaceOn.filter((property) => !known.includes(property))).toEqual([]);
    },
  );
});
