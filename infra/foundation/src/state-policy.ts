import { allow, type PolicyDocument, policy } from "./policy-document.ts";

/** A stack as the state bucket files it. */
export interface StackName {
  readonly project: string;
  readonly stack: string;
}

/** Where Pulumi's state is. */
export interface StatePlace {
  readonly bucketArn: string;
  readonly keyArn: string;
}

interface StateAccess {
  /** Stacks that may be changed. */
  readonly writes: readonly StackName[];
  /** Stacks that are read besides. A stack reference needs it. */
  readonly reads: readonly StackName[];
  /** Pulumi takes the lock of a stack even when it only looks for what a refresh would change. */
  readonly locks: readonly StackName[];
}

/**
 * Access to the files of some stacks in a bucket that Pulumi keeps state in. The names of all stacks can be listed: they
 * are no secret, and Pulumi lists before it reads. What a file holds can be read only where it is named here.
 */
export function statePolicy({ bucketArn, keyArn }: StatePlace, access: StateAccess): PolicyDocument {
  const { writes, reads, locks } = access;
  const object = (path: string): string => `${bucketArn}/.pulumi/${path}`;
  const writable = [
    ...writes.flatMap(({ project, stack }) => [
      ...checkpoints({ project, stack }).map(object),
      object(`history/${project}/${stack}/*`),
      object(`backups/${project}/${stack}/*`),
    ]),
    ...[...writes, ...locks].map(({ project, stack }) => object(`locks/organization/${project}/${stack}/*`)),
  ];
  return policy([
    allow("ListState", ["s3:ListBucket"], [bucketArn]),
    allow("ReadState", ["s3:GetObject"], [object("meta.yaml"), ...reads.flatMap(checkpoints).map(object)]),
    allow("WriteState", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], writable),
    // One key for the bucket and for secrets in it.
    allow("StateKey", ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"], [keyArn]),
  ]);
}

/** The state, its backup (`.bak`) and its attributes. A stack's name ends at the dot, as none of ours holds one. */
function checkpoints({ project, stack }: StackName): readonly string[] {
  return [`stacks/${project}/${stack}.*`];
}

/** S3 answers nobody who does not encrypt the connection. */
export function tlsOnlyPolicy(bucketArn: string) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  } as const;
}
