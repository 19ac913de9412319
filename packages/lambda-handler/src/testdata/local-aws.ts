import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { ACCOUNT_ID, type CloudControl, openCloud } from "@switchyard/local-cloud";
import { strToU8, zipSync } from "fflate";
import type { Environment } from "../config.ts";

/** Test support: a local cloud of its own, and a session of a role that may call models and functions until told otherwise. */
/** The account's own: the local cloud takes any key that it has not given out for the account. */
const ACCOUNT = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
} as const;

export interface LocalAws {
  readonly cloud: CloudControl;
  /** The account's own clients. */
  readonly lambda: LambdaClient;
  /** The router's environment: where the cloud is, and the credentials of the role's session. */
  readonly asRouter: Environment;
  /** Lets the role call models and functions: all, as a new role may, or one. */
  readonly permit: (arn?: string) => Promise<void>;
  /** Takes away all that the role may do. */
  readonly forbid: () => Promise<void>;
  /** Makes a function of the text of its `index.cjs`. */
  readonly createFunction: (code: string, timeoutS?: number) => Promise<LocalFunction>;
  /** Ends the cloud and removes its folder. */
  readonly close: () => Promise<void>;
}

export interface LocalFunction {
  readonly name: string;
  readonly arn: string;
  readonly delete: () => Promise<void>;
}

const ROLE = "router";
const TRUST = policyOf({
  Principal: { AWS: ACCOUNT_ID, Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
});
const PERMISSION = { RoleName: ROLE, PolicyName: "calls" };

export async function openLocalAws(): Promise<LocalAws> {
  const dir = mkdtempSync(join(tmpdir(), "switchyard-adapters-"));
  const cloud = await openCloud({ dir, awsPort: 0, apiPort: 0 });
  const account = { ...ACCOUNT, endpoint: cloud.endpoints.awsUrl, region: cloud.endpoints.region };
  const iam = new IAMClient(account);
  const lambda = new LambdaClient(account);

  const permit = async (arn = "*"): Promise<void> => {
    const Action = ["bedrock:InvokeModel", "lambda:InvokeFunction"];
    const PolicyDocument = policyOf({ Action, Resource: arn });
    await iam.send(new PutRolePolicyCommand({ ...PERMISSION, PolicyDocument }));
  };
  const role = await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: TRUST }));
  await permit();
  const session = await new STSClient(account).send(
    new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: "adapters" }),
  );

  return {
    cloud,
    lambda,
    asRouter: {
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: sent(session.Credentials?.AccessKeyId),
      AWS_SECRET_ACCESS_KEY: sent(session.Credentials?.SecretAccessKey),
      AWS_SESSION_TOKEN: sent(session.Credentials?.SessionToken),
    },
    permit,
    forbid: async () => void (await iam.send(new DeleteRolePolicyCommand(PERMISSION))),
    createFunction: async (code, timeoutS = 60) => {
      const name = `agent-${randomUUID()}`;
      const { FunctionArn } = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: role.Role?.Arn,
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Timeout: timeoutS,
          Code: { ZipFile: zipOf(code) },
        }),
      );
      return {
        name,
        arn: sent(FunctionArn),
        delete: async () => void (await lambda.send(new DeleteFunctionCommand({ FunctionName: name }))),
      };
    },
    close: async () => {
      await cloud.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A deployment package of one file. */
export function zipOf(code: string): Uint8Array {
  return zipSync({ "index.cjs": strToU8(code) });
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...statement } });
}

function sent(value: string | undefined): string {
  if (value === undefined) throw new Error("The local cloud left out a member that AWS always sends.");
  return value;
}
