import type {
  DeleteLifecyclePolicyCommandInput,
  DeleteLifecyclePolicyCommandOutput,
  GetLifecyclePolicyCommandInput,
  GetLifecyclePolicyCommandOutput,
  PutLifecyclePolicyCommandInput,
  PutLifecyclePolicyCommandOutput,
} from "@aws-sdk/client-ecr";
import { z } from "zod";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import type { EcrOperation } from "./operation.ts";
import type { Registry, RepositoryRecord } from "./registry.ts";

/** Lifecycle policies are checked and kept, but nothing expires here: a laptop has no month of pushes. */
export interface LifecycleOperations {
  readonly PutLifecyclePolicy: EcrOperation<PutLifecyclePolicyCommandInput, PutLifecyclePolicyCommandOutput>;
  readonly GetLifecyclePolicy: EcrOperation<GetLifecyclePolicyCommandInput, GetLifecyclePolicyCommandOutput>;
  readonly DeleteLifecyclePolicy: EcrOperation<
    DeleteLifecyclePolicyCommandInput,
    DeleteLifecyclePolicyCommandOutput
  >;
}

const Selection = z.discriminatedUnion("countType", [
  z.strictObject({
    tagStatus: z.enum(["tagged", "untagged", "any"]),
    tagPrefixList: z.array(z.string().min(1)).nonempty().optional(),
    tagPatternList: z.array(z.string().min(1)).nonempty().optional(),
    countType: z.literal("imageCountMoreThan"),
    countNumber: z.int().min(1),
  }),
  z.strictObject({
    tagStatus: z.enum(["tagged", "untagged", "any"]),
    tagPrefixList: z.array(z.string().min(1)).nonempty().optional(),
    tagPatternList: z.array(z.string().min(1)).nonempty().optional(),
    countType: z.literal("sinceImagePushed"),
    countUnit: z.literal("days"),
    countNumber: z.int().min(1),
  }),
]);

const LifecyclePolicy = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rulePriority: z.int().min(1),
        description: z.string().optional(),
        selection: Selection,
        action: z.strictObject({ type: z.literal("expire") }),
      }),
    )
    .nonempty()
    .refine((rules) => new Set(rules.map((rule) => rule.rulePriority)).size === rules.length, {
      message: "rulePriority must be unique",
    }),
});

export function createLifecycleOperations(registry: Registry): LifecycleOperations {
  const policyOf = (record: RepositoryRecord): string => {
    if (record.lifecyclePolicy === undefined) {
      throw new AwsError(
        "LifecyclePolicyNotFoundException",
        `Lifecycle policy does not exist for the repository with name '${record.name}' in the registry with id '${ACCOUNT_ID}'`,
      );
    }
    return record.lifecyclePolicy;
  };
  const answer = (repositoryName: string, lifecyclePolicyText: string) => ({
    registryId: ACCOUNT_ID,
    repositoryName,
    lifecyclePolicyText,
  });

  return {
    PutLifecyclePolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      const text = input.lifecyclePolicyText ?? "";
      checkPolicy(text);
      registry.repositories.set(record.name, { ...record, lifecyclePolicy: text });
      return answer(record.name, text);
    },
    GetLifecyclePolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      return answer(record.name, policyOf(record));
    },
    DeleteLifecyclePolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      const text = policyOf(record);
      const { lifecyclePolicy: _removed, ...rest } = record;
      registry.repositories.set(record.name, rest);
      return answer(record.name, text);
    },
  };
}

function checkPolicy(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidPolicy("expected JSON");
  }
  const result = LifecyclePolicy.safeParse(value);
  if (!result.success) throw invalidPolicy(z.prettifyError(result.error));
}

function invalidPolicy(problem: string): AwsError {
  return new AwsError(
    "InvalidParameterException",
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${problem}'`,
  );
}
