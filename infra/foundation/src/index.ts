import * as pulumi from "@pulumi/pulumi";
import { currentPlace } from "./current-place.ts";
import { ExecutionBoundary } from "./execution-boundary.ts";
import { type FoundationConfig, parseFoundationConfig } from "./foundation-config.ts";
import { GithubOidc } from "./github-oidc.ts";
import { ImagePulls } from "./image-pulls.ts";
import { imagesOfAnotherAccount } from "./images-of-another-account.ts";
import { repositoryArnOf } from "./repository-policy.ts";
import { RouterImage } from "./router-image.ts";
import { StateBackend } from "./state-backend.ts";

const config = readConfig();
const { stages, github, stateBucket, tags } = config;
const place = currentPlace();

const images = imagesOf(config);

const anyBoundary = new ExecutionBoundary("any-stage", { place, stage: "*", others: [], tags });
const boundaries = pulumi.all(
  stages.map((stage) => {
    const others = stages.filter((other) => other !== stage);
    const { arn } = new ExecutionBoundary(stage, { place, stage, others, tags });
    return pulumi.output({ stage, arn });
  }),
);
const boundaryByStage = boundaries.apply((all) =>
  Object.fromEntries(all.map(({ stage, arn }) => [stage, arn])),
);

const state =
  stateBucket === undefined
    ? undefined
    : new StateBackend("state", {
        bucketName: stateBucket.name,
        region: place.apply(({ region }) => region),
        tags,
      });

const repositoryArn = pulumi
  .all([place, images.repositoryUrl])
  .apply(([{ partition }, url]) => repositoryArnOf(partition, url));
const oidc =
  github === undefined
    ? undefined
    : new GithubOidc("github", {
        config,
        github,
        facts: pulumi.output({ place, repositoryArn, boundaryArns: boundaryByStage, state: state?.place }),
      });

export const repositoryUrl = images.repositoryUrl;
/** The image of this checkout by digest; stages deploy it, or an earlier digest that was promoted. */
export const imageUri = images.imageUri;
/** The permissions boundary of each stage in `switchyard:stages`. Its deploy role makes no role without it. */
export const boundaryArns = boundaryByStage;
/** The permissions boundary for stages that are not listed: people try them out, and no workflow deploys them. */
export const boundaryArn = anyBoundary.arn;
/** The role of each environment on GitHub; absent without `switchyard:github`. */
export const deployRoleArns = oidc?.roleArns;
/** What to log in to with `pulumi login`; absent without `switchyard:stateBucket`, as are the next two. */
export const stateBucketUrl = state?.url;
export const kmsKeyAlias = state?.keyAlias;
export const secretsProvider = state?.secretsProvider;

function imagesOf(of: FoundationConfig) {
  if (!of.images) return imagesOfAnotherAccount(of.imagesFrom);
  const image = new RouterImage("router", { config: of });
  new ImagePulls("router", { repositoryName: image.repositoryName, place, accounts: of.pullAccounts });
  return image;
}

function readConfig(): FoundationConfig {
  const result = parseFoundationConfig(pulumi.runtime.allConfig());
  if (result.ok) return result.config;
  throw new pulumi.RunError(
    `The settings of stack ${pulumi.getStack()} are not right:\n${result.problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      `Correct them in Pulumi.${pulumi.getStack()}.yaml; infra/foundation/src/foundation-schema.ts says what each key means.`,
  );
}
