import { ACCOUNT_ID, arnOf } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { Permission } from "../wire/service.ts";

/** A foundation model that the stand-in plays, with the rules that Bedrock has for it. */
export interface FoundationModel {
  readonly id: string;
  readonly state: "active" | "end-of-life";
  /** Newer models answer only through an inference profile. */
  readonly access: "on-demand" | "profile-only";
  /** Whether the model takes temperature and topP: both, one at a time, or neither. */
  readonly sampling: "both" | "one" | "none";
  /** Whether the conversation may end with words put in the assistant's mouth. */
  readonly prefill: boolean;
  readonly maxOutputTokens: number;
}

const MODELS: readonly FoundationModel[] = [
  {
    id: "anthropic.claude-haiku-5-5",
    state: "active",
    access: "profile-only",
    sampling: "none",
    prefill: false,
    maxOutputTokens: 128_000,
  },
  {
    id: "anthropic.claude-haiku-4-5-20251001-v1:0",
    state: "active",
    access: "profile-only",
    sampling: "one",
    prefill: true,
    maxOutputTokens: 64_000,
  },
  {
    id: "amazon.nova-lite-v1:0",
    state: "active",
    access: "on-demand",
    sampling: "both",
    prefill: true,
    maxOutputTokens: 10_000,
  },
  endOfLife("anthropic.claude-3-haiku-20240307-v1:0"),
  endOfLife("anthropic.claude-3-5-haiku-20241022-v1:0"),
];

/** Regions to which a cross-Region inference profile may send a request, by its prefix. */
const PROFILE_REGIONS: Readonly<Record<string, readonly string[]>> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"],
  apac: [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
  ],
};

/** A model id taken apart: `us.anthropic.x` is the profile `us.anthropic.x` of the model `anthropic.x`. */
interface ModelReference {
  readonly modelId: string;
  readonly profile?: { readonly id: string; readonly prefix: string };
}

/**
 * The model behind a model id, profile id or ARN. Throws as Bedrock does: `ValidationException` for an unknown
 * id and for a bare id that needs a profile, `ResourceNotFoundException` for a model at the end of its life.
 */
export function resolveModel(id: string, region: string): FoundationModel {
  const { modelId, profile } = referenceOf(id);
  const model = MODELS.find((candidate) => candidate.id === modelId);
  if (model === undefined || (profile !== undefined && !isOffered(profile.prefix, region))) {
    throw new AwsError("ValidationException", "The provided model identifier is invalid.", 400);
  }
  if (model.state === "end-of-life") {
    throw new AwsError(
      "ResourceNotFoundException",
      "This model version has reached the end of its life. Please refer to the AWS documentation for more details.",
      404,
    );
  }
  if (profile === undefined && model.access === "profile-only") {
    throw new AwsError(
      "ValidationException",
      `Invocation of model ID ${modelId} with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      400,
    );
  }
  return model;
}

/** What a role needs to call a model: the profile, if any, and the model in every Region of the profile. */
export function permissionsFor(id: string, region: string): readonly Permission[] {
  const { modelId, profile } = referenceOf(id);
  const onModel = (inRegion: string): Permission => ({
    action: "bedrock:InvokeModel",
    resource: `arn:aws:bedrock:${inRegion}::foundation-model/${modelId}`,
  });
  if (profile === undefined) return [onModel(region)];
  // A global profile is checked against the model here and against its ARN without a Region.
  const regions = PROFILE_REGIONS[profile.prefix] ?? [region, ""];
  const resource = arnOf("bedrock", region, `inference-profile/${profile.id}`);
  return [{ action: "bedrock:InvokeModel", resource }, ...regions.map(onModel)];
}

function referenceOf(id: string): ModelReference {
  const arn = new RegExp(
    `^arn:aws:bedrock:[a-z0-9-]*:(?:${ACCOUNT_ID})?:(?:foundation-model|inference-profile)/(.+)$`,
  );
  const plain = arn.exec(id)?.[1] ?? id;
  const profiled = /^(us|eu|apac|global)\.(.+)$/.exec(plain);
  if (profiled?.[1] === undefined || profiled[2] === undefined) return { modelId: plain };
  return { modelId: profiled[2], profile: { id: plain, prefix: profiled[1] } };
}

function isOffered(prefix: string, region: string): boolean {
  return prefix === "global" || (PROFILE_REGIONS[prefix]?.includes(region) ?? false);
}

function endOfLife(id: string): FoundationModel {
  return {
    id,
    state: "end-of-life",
    access: "on-demand",
    sampling: "both",
    prefill: true,
    maxOutputTokens: 4096,
  };
}
