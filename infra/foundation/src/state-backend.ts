import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type StatePlace, tlsOnlyPolicy } from "./state-policy.ts";

/** Name of the key that encrypts state, and the secrets in it. */
const KEY_ALIAS = "alias/switchyard-state";

interface StateBackendArgs {
  readonly bucketName: string;
  readonly region: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A bucket for Pulumi's state and a key for its secrets, for whoever keeps the state in the account. */
export class StateBackend extends pulumi.ComponentResource {
  readonly place: pulumi.Output<StatePlace>;
  /** For `pulumi login` and `PULUMI_BACKEND_URL`. */
  readonly url: pulumi.Output<string>;
  readonly keyAlias: pulumi.Output<string>;
  /** For `pulumi stack init --secrets-provider`. */
  readonly secretsProvider: pulumi.Output<string>;

  constructor(name: string, args: StateBackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("switchyard:infra:StateBackend", name, {}, opts);
    const child = { parent: this };
    const tags = { ...args.tags };
    // What neither can be made again nor guessed: everything deployed, and the secrets in it.
    const kept = { ...child, protect: true };
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Pulumi's state of Switchyard and the secrets in it.",
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        tags,
      },
      kept,
    );
    const alias = new aws.kms.Alias(`${name}-key-alias`, { name: KEY_ALIAS, targetKeyId: key.keyId }, kept);
    const bucket = new aws.s3.Bucket(`${name}-bucket`, { bucket: args.bucketName, tags }, kept);
    new aws.s3.BucketVersioning(
      `${name}-versions`,
      // A state that was spoilt is repaired from the one before.
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.id,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}-private`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new aws.s3.BucketPolicy(
      `${name}-tls-only`,
      { bucket: bucket.id, policy: bucket.arn.apply((arn) => JSON.stringify(tlsOnlyPolicy(arn))) },
      // S3 refuses two changes of a bucket's access at once.
      { ...child, dependsOn: block },
    );
    this.place = pulumi.output({ bucketArn: bucket.arn, keyArn: key.arn });
    this.url = pulumi.interpolate`s3://${bucket.bucket}?region=${args.region}`;
    this.keyAlias = alias.name;
    this.secretsProvider = pulumi.interpolate`awskms://${alias.name}?region=${args.region}`;
    this.registerOutputs({ url: this.url, secretsProvider: this.secretsProvider });
  }
}
