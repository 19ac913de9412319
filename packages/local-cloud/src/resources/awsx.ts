import { resolve } from "node:path";
import { z } from "zod";
import type { ConstructRequest, Properties } from "../engine/provider.ts";
import { resourceReference } from "../engine/values.ts";
import { type Checked, checkInputs } from "./check.ts";
import { regionInput, tags, text, textMap } from "./inputs.ts";

/** Builds an image and pushes it. Implemented by `images/`. */
export type BuildImage = (request: {
  readonly repositoryName: string;
  readonly context: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platform: Platform;
  readonly tags: readonly string[];
}) => Promise<{ readonly imageUri: string }>;

type Platform = "linux/amd64" | "linux/arm64";

/** A component that Pulumi's `awsx` plugin would build, built here in the same way from the same children. */
interface RemoteComponent extends Checked {
  readonly construct: (request: ConstructRequest) => Promise<Properties>;
}

export function awsxComponents(build: BuildImage, region: string): readonly RemoteComponent[] {
  return [repositoryComponent(region), imageComponent(build)];
}

/** Throws an error that lists everything that is wrong with a component's inputs. */
function requireValid(component: Checked, request: ConstructRequest): void {
  const failures = checkInputs(component, request.inputs, request.unknownPaths);
  if (failures.length === 0) return;
  const lines = failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
  throw new Error(`'${request.urn}' is not valid: ${lines.join("; ")}`);
}

const LifecycleRule = z.strictObject({
  description: text.optional(),
  maximumAgeLimit: z.int().min(1).optional(),
  maximumNumberOfImages: z.int().min(1).optional(),
  tagPrefixList: z.array(text).optional(),
  tagStatus: z.enum(["any", "tagged", "untagged"]),
});
type LifecycleRule = z.output<typeof LifecycleRule>;

function repositoryComponent(region: string): RemoteComponent {
  const inputs = z.strictObject({
    name: text.optional(),
    forceDelete: z.boolean().optional(),
    imageScanningConfiguration: z.strictObject({ scanOnPush: z.boolean() }).optional(),
    imageTagMutability: z.enum(["IMMUTABLE", "MUTABLE"]).optional(),
    lifecyclePolicy: z
      .strictObject({ rules: z.array(LifecycleRule).optional(), skip: z.boolean().optional() })
      .optional(),
    tags,
    region: regionInput(region),
  });
  const component: Checked = {
    token: "awsx:ecr:Repository",
    inputs,
  };
  return {
    ...component,
    construct: async (request) => {
      requireValid(component, request);
      const { lifecyclePolicy, ...repositoryInputs } = inputs.parse(request.inputs);
      const childName = request.name.toLowerCase();
      const repository = await request.registerChild(
        "aws:ecr/repository:Repository",
        childName,
        repositoryInputs,
      );
      const outputs = {
        url: repository.outputs.repositoryUrl,
        repository: resourceReference(repository.urn, repository.id),
      };
      if (lifecyclePolicy?.skip === true) return outputs;
      const policy = await request.registerChild("aws:ecr/lifecyclePolicy:LifecyclePolicy", childName, {
        repository: repository.outputs.name,
        policy: JSON.stringify(lifecycleDocument(lifecyclePolicy?.rules)),
      });
      return { ...outputs, lifecyclePolicy: resourceReference(policy.urn, policy.id) };
    },
  };
}

/** Untagged images go first unless the program has rules of its own. */
const DEFAULT_RULES: readonly LifecycleRule[] = [
  { description: "remove untagged images", tagStatus: "untagged", maximumNumberOfImages: 1 },
];

/** ECR applies the lowest priority number first and wants the rule for `any` last. */
function lifecycleDocument(rules: readonly LifecycleRule[] = DEFAULT_RULES): object {
  const ordered = [
    ...rules.filter(({ tagStatus }) => tagStatus !== "any"),
    ...rules.filter(({ tagStatus }) => tagStatus === "any"),
  ];
  return {
    rules: ordered.map((rule, index) => ({
      rulePriority: index + 1,
      description: rule.description,
      selection: {
        tagStatus: rule.tagStatus,
        tagPrefixList: rule.tagStatus === "tagged" ? rule.tagPrefixList : undefined,
        ...countOf(rule),
      },
      action: { type: "expire" },
    })),
  };
}

function countOf({ maximumNumberOfImages, maximumAgeLimit }: LifecycleRule): object {
  if (maximumNumberOfImages !== undefined) {
    return { countType: "imageCountMoreThan", countNumber: maximumNumberOfImages };
  }
  if (maximumAgeLimit !== undefined) {
    return { countType: "sinceImagePushed", countNumber: maximumAgeLimit, countUnit: "days" };
  }
  throw new Error("A lifecycle rule: expected maximumNumberOfImages or maximumAgeLimit, found neither.");
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` */
const REPOSITORY_URL = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/([^@:]+)$/;

function imageComponent(build: BuildImage): RemoteComponent {
  const inputs = z.strictObject({
    repositoryUrl: text.regex(REPOSITORY_URL, { error: "expected the URL of an ECR repository" }),
    args: textMap.optional(),
    context: text.optional(),
    dockerfile: text.optional(),
    imageName: text.optional(),
    imageTag: text.optional(),
    // Docker would take the machine's own; an image for Lambda should say which it is for.
    platform: z.enum(["linux/amd64", "linux/arm64"]),
    target: text.optional(),
  });
  const component: Checked = {
    token: "awsx:ecr:Image",
    inputs,
  };
  return {
    ...component,
    construct: async (request) => {
      requireValid(component, request);
      // Only a build tells the digest, so a preview does not know it.
      if (request.dryRun) return {};
      const image = inputs.parse(request.inputs);
      const tag = image.imageName ?? image.imageTag;
      const { imageUri } = await build({
        repositoryName: REPOSITORY_URL.exec(image.repositoryUrl)?.[1] ?? "",
        context: resolve(request.programDir, image.context ?? "."),
        platform: image.platform,
        tags: tag === undefined ? [] : [tag],
        ...(image.dockerfile === undefined
          ? {}
          : { dockerfile: resolve(request.programDir, image.dockerfile) }),
        ...(image.target === undefined ? {} : { target: image.target }),
        ...(image.args === undefined ? {} : { buildArgs: image.args }),
      });
      return { imageUri };
    },
  };
}
