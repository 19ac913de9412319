import { describe, expect, it } from "vitest";
import { statePolicy, tlsOnlyPolicy } from "./state-policy.ts";
import { ACCOUNT, decide } from "./testdata/iam.ts";

const BUCKET = "arn:aws:s3:::acme-state";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd`;
const router = (stack: string) => ({ project: "switchyard-router", stack });
const FOUNDATION = { project: "switchyard-foundation", stack: "main" };

const DEPLOY_DEV = {
  state: statePolicy(
    { bucketArn: BUCKET, keyArn: KEY },
    { writes: [router("dev")], reads: [FOUNDATION], locks: [] },
  ),
};
const READ_ONLY = {
  state: statePolicy(
    { bucketArn: BUCKET, keyArn: KEY },
    {
      writes: [],
      reads: [FOUNDATION, router("dev"), router("prod")],
      locks: [router("dev"), router("prod")],
    },
  ),
};
const FILES = [
  "stacks/switchyard-router/<stage>.json",
  "stacks/switchyard-router/<stage>.json.bak",
  "locks/organization/switchyard-router/<stage>/7c1d.json",
  "history/switchyard-router/<stage>/<stage>-1795000000.history.json",
  "backups/switchyard-router/<stage>/<stage>.1795000000.json",
];

/** Files of a stage's stack on which the action is allowed. */
function allowedFiles(policies: Readonly<Record<string, unknown>>, action: string, stage: string) {
  return FILES.filter((file) => {
    const resource = `${BUCKET}/.pulumi/${file.replaceAll("<stage>", stage)}`;
    return decide(policies, { action, resource }) === "allowed";
  });
}

describe("statePolicy", () => {
  it("lets a deploy role read and write all files of its stack", () => {
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
      expect(allowedFiles(DEPLOY_DEV, action, "dev")).toEqual(FILES);
    }
  });

  it("lets it neither read nor write the files of another stage, nor of one whose name begins alike", () => {
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
      for (const stage of ["prod", "dev2"]) {
        expect(allowedFiles(DEPLOY_DEV, action, stage)).toEqual([]);
      }
    }
  });

  it("lets it read the foundation's stack and not write it", () => {
    const resource = `${BUCKET}/.pulumi/stacks/switchyard-foundation/main.json`;
    expect(decide(DEPLOY_DEV, { action: "s3:GetObject", resource })).toBe("allowed");
    expect(decide(DEPLOY_DEV, { action: "s3:PutObject", resource })).toBe("not-allowed");
  });

  it("lets everybody list, read what kind of bucket it is, and use the key", () => {
    for (const policies of [DEPLOY_DEV, READ_ONLY]) {
      expect(decide(policies, { action: "s3:ListBucket", resource: BUCKET })).toBe("allowed");
      const meta = `${BUCKET}/.pulumi/meta.yaml`;
      expect(decide(policies, { action: "s3:GetObject", resource: meta })).toBe("allowed");
      expect(decide(policies, { action: "kms:Decrypt", resource: KEY })).toBe("allowed");
      expect(decide(policies, { action: "kms:ScheduleKeyDeletion", resource: KEY })).toBe("not-allowed");
    }
  });

  it("lets who only reads take locks and write nothing else", () => {
    expect(allowedFiles(READ_ONLY, "s3:GetObject", "prod")).toEqual(FILES.slice(0, 3));
    expect(allowedFiles(READ_ONLY, "s3:PutObject", "prod")).toEqual([FILES[2]]);
    expect(allowedFiles(READ_ONLY, "s3:DeleteObject", "prod")).toEqual([FILES[2]]);
  });

  it("lets nobody change the bucket", () => {
    for (const action of ["s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutBucketVersioning"]) {
      expect(decide(DEPLOY_DEV, { action, resource: BUCKET })).toBe("not-allowed");
    }
    const version = `${BUCKET}/.pulumi/stacks/switchyard-router/dev.json`;
    expect(decide(DEPLOY_DEV, { action: "s3:DeleteObjectVersion", resource: version })).toBe("not-allowed");
  });
});

describe("tlsOnlyPolicy", () => {
  it("denies everybody every unencrypted call", () => {
    expect(tlsOnlyPolicy(BUCKET).Statement).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::acme-state", "arn:aws:s3:::acme-state/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});
