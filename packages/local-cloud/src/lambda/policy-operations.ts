import type {
  AddPermissionCommandInput,
  AddPermissionCommandOutput,
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  RemovePermissionCommandInput,
  RemovePermissionCommandOutput,
} from "@aws-sdk/client-lambda";
import { conflict, invalidParameter, notFound, refuseUnsupported } from "./errors.ts";
import { functionArn, parseFunctionName } from "./function-names.ts";
import { checkRevision, type FunctionStore, newRevision, versionOf } from "./function-store.ts";
import type { LambdaOperation } from "./operation.ts";
import type { FunctionRecord, PolicyRecord, PolicyStatement } from "./records.ts";

export interface PolicyOperations {
  readonly AddPermission: LambdaOperation<AddPermissionCommandInput, AddPermissionCommandOutput>;
  readonly RemovePermission: LambdaOperation<RemovePermissionCommandInput, RemovePermissionCommandOutput>;
  readonly GetPolicy: LambdaOperation<GetPolicyCommandInput, GetPolicyCommandOutput>;
}

/** Each function, version and alias has its own policy: leave for one says nothing about another. */
export function policyOf(record: FunctionRecord, qualifier: string | undefined): PolicyRecord | undefined {
  const key = qualifier ?? "";
  return Object.hasOwn(record.policies, key) ? record.policies[key] : undefined;
}

export function createPolicyOperations(store: FunctionStore): PolicyOperations {
  const { region } = store;

  function find(input: {
    readonly FunctionName?: string | undefined;
    readonly Qualifier?: string | undefined;
  }) {
    const reference = parseFunctionName(input.FunctionName, input.Qualifier, region);
    const record = store.get(reference.name);
    versionOf(store, reference);
    if (reference.qualifier === "$LATEST") {
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    }
    return { record, qualifier: reference.qualifier, policy: policyOf(record, reference.qualifier) };
  }

  function put(
    record: FunctionRecord,
    qualifier: string | undefined,
    statements: readonly PolicyStatement[],
  ): void {
    const policies = Object.entries(record.policies).filter(([key]) => key !== (qualifier ?? ""));
    if (statements.length > 0) policies.push([qualifier ?? "", { revisionId: newRevision(), statements }]);
    store.put({ ...record, policies: Object.fromEntries(policies) });
  }

  const notThere = (resource: string) =>
    notFound(`No policy is associated with the given resource. (${resource})`);

  return {
    AddPermission: async (input) => {
      refuseUnsupported(input, [
        "FunctionUrlAuthType",
        "InvokedViaFunctionUrl",
        "EventSourceToken",
        "PrincipalOrgID",
      ]);
      const { record, qualifier, policy } = find(input);
      if (input.RevisionId !== undefined) checkRevision(input.RevisionId, policy?.revisionId ?? "");
      const statement = statementOf(input, functionArn(region, record.name, qualifier));
      if (policy?.statements.some((other) => other.Sid === statement.Sid)) {
        throw conflict(
          `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      put(record, qualifier, [...(policy?.statements ?? []), statement]);
      return { Statement: JSON.stringify(statement) };
    },

    RemovePermission: async (input) => {
      const { record, qualifier, policy } = find(input);
      if (policy === undefined) throw notThere(functionArn(region, record.name, qualifier));
      checkRevision(input.RevisionId, policy.revisionId);
      const kept = policy.statements.filter((statement) => statement.Sid !== input.StatementId);
      if (kept.length === policy.statements.length) {
        throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
      }
      put(record, qualifier, kept);
      return {};
    },

    GetPolicy: async (input) => {
      const { record, qualifier, policy } = find(input);
      if (policy === undefined) throw notThere(functionArn(region, record.name, qualifier));
      return {
        Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements }),
        RevisionId: policy.revisionId,
      };
    },
  };
}

function statementOf(input: AddPermissionCommandInput, resource: string): PolicyStatement {
  const { StatementId: sid = "", Action: action = "", Principal: principal = "" } = input;
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(sid)) {
    throw invalidParameter(
      `1 validation error detected: Value '${sid}' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)`,
    );
  }
  if (!/^lambda:(?:[A-Za-z]+|\*)$/.test(action)) {
    throw invalidParameter(
      `1 validation error detected: Value '${action}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])`,
    );
  }
  const condition = {
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
    ...(input.SourceAccount === undefined
      ? {}
      : { StringEquals: { "AWS:SourceAccount": input.SourceAccount } }),
  };
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: principalOf(principal),
    Action: action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalOf(principal: string): PolicyStatement["Principal"] {
  if (principal === "*") return "*";
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws:(?:iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  throw invalidParameter(
    `The provided principal was invalid. Please check the principal and try again. ('${principal}')`,
  );
}
