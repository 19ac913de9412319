import type {
  DeleteRepositoryPolicyCommandInput,
  DeleteRepositoryPolicyCommandOutput,
  GetRepositoryPolicyCommandInput,
  GetRepositoryPolicyCommandOutput,
  SetRepositoryPolicyCommandInput,
  SetRepositoryPolicyCommandOutput,
} from "@aws-sdk/client-ecr";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";
import { parsePolicy } from "../iam/policy.ts";
import type { EcrOperation } from "./operation.ts";
import type { Registry, RepositoryRecord } from "./registry.ts";

/** Repository policies are checked and kept. The local cloud has one account, so nobody pulls from another. */
export interface RepositoryPolicyOperations {
  readonly SetRepositoryPolicy: EcrOperation<
    SetRepositoryPolicyCommandInput,
    SetRepositoryPolicyCommandOutput
  >;
  readonly GetRepositoryPolicy: EcrOperation<
    GetRepositoryPolicyCommandInput,
    GetRepositoryPolicyCommandOutput
  >;
  readonly DeleteRepositoryPolicy: EcrOperation<
    DeleteRepositoryPolicyCommandInput,
    DeleteRepositoryPolicyCommandOutput
  >;
}

export function createRepositoryPolicyOperations(registry: Registry): RepositoryPolicyOperations {
  const policyOf = (record: RepositoryRecord): string => {
    if (record.policy !== undefined) return record.policy;
    throw new AwsError(
      "RepositoryPolicyNotFoundException",
      `Repository policy does not exist for the repository with name '${record.name}' in the registry with id '${ACCOUNT_ID}'`,
    );
  };
  const answer = (repositoryName: string, policyText: string) => ({
    registryId: ACCOUNT_ID,
    repositoryName,
    policyText,
  });

  return {
    SetRepositoryPolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      const text = input.policyText ?? "";
      checkPolicy(text);
      registry.repositories.set(record.name, { ...record, policy: text });
      return answer(record.name, text);
    },
    GetRepositoryPolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      return answer(record.name, policyOf(record));
    },
    DeleteRepositoryPolicy: async (input) => {
      const record = registry.repository(input.repositoryName);
      const text = policyOf(record);
      const { policy: _removed, ...rest } = record;
      registry.repositories.set(record.name, rest);
      return answer(record.name, text);
    },
  };
}

function checkPolicy(text: string): void {
  try {
    parsePolicy(text, "repository");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      "InvalidParameterException",
      `Invalid parameter at 'PolicyText' failed to satisfy constraint: '${error.message}'`,
    );
  }
}
