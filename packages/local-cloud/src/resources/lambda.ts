import { z } from "zod";
import type { Properties } from "../engine/provider.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, text } from "./inputs.ts";
import { eventInvokeConfigType, provisionedConcurrencyType } from "./lambda-concurrency.ts";
import { functionType } from "./lambda-function.ts";
import { invokeArn } from "./lambda-outputs.ts";
import type { LambdaPort } from "./ports.ts";
import { type ResourceType, required, resourceType } from "./resource-type.ts";

/** The types of `aws.lambda` that the local cloud carries out. */
export function lambdaTypes(lambda: LambdaPort, region: string): readonly ResourceType[] {
  return [
    functionType(lambda, region),
    aliasType(lambda, region),
    permissionType(lambda, region),
    provisionedConcurrencyType(lambda, region),
    eventInvokeConfigType(lambda, region),
  ];
}

function aliasType(lambda: LambdaPort, region: string): ResourceType {
  return resourceType({
    token: "aws:lambda/alias:Alias",
    inputs: z.strictObject({
      name: text,
      functionName: text,
      functionVersion: text,
      description: text.optional(),
      routingConfig: z
        .strictObject({ additionalVersionWeights: z.record(z.string(), z.number().min(0).max(1)).optional() })
        .optional(),
      region: regionInput(region),
    }),
    autoname: { property: "name", maxLength: 128 },
    replaceOn: ["functionName", "name"],
    uniqueBy: ["functionName", "name"],
    create: async (inputs) => {
      const created = await lambda.CreateAlias(
        {
          FunctionName: inputs.functionName,
          Name: inputs.name,
          FunctionVersion: inputs.functionVersion,
          Description: inputs.description,
          RoutingConfig: routingOf(inputs.routingConfig),
        },
        ACCOUNT_CONTEXT,
      );
      return required(created.AliasArn, "the alias's ARN");
    },
    // Only what the program changed is sent. Weights that the rollout controller has moved since stay as they are.
    update: async (arn, inputs, touches) => {
      await lambda.UpdateAlias(
        {
          ...aliasNamed(arn),
          ...(touches("functionVersion") && { FunctionVersion: inputs.functionVersion }),
          ...(touches("description") && { Description: inputs.description ?? "" }),
          ...(touches("routingConfig") && {
            RoutingConfig: routingOf(inputs.routingConfig) ?? { AdditionalVersionWeights: {} },
          }),
        },
        ACCOUNT_CONTEXT,
      );
    },
    delete: async (arn) => {
      await lambda.DeleteAlias(aliasNamed(arn), ACCOUNT_CONTEXT);
    },
    describe: async (arn) => {
      const alias = await lambda.GetAlias(aliasNamed(arn), ACCOUNT_CONTEXT);
      const weights = alias.RoutingConfig?.AdditionalVersionWeights ?? {};
      return {
        arn,
        description: alias.Description,
        functionName: aliasNamed(arn).FunctionName,
        functionVersion: alias.FunctionVersion,
        invokeArn: invokeArn(arn, region),
        name: alias.Name,
        region,
        routingConfig: Object.keys(weights).length === 0 ? undefined : { additionalVersionWeights: weights },
      };
    },
  });
}

function routingOf(
  config: { readonly additionalVersionWeights?: Record<string, number> | undefined } | undefined,
) {
  return config && { AdditionalVersionWeights: config.additionalVersionWeights ?? {} };
}

/** `arn:aws:lambda:<region>:<account>:function:<function>:<alias>` */
function aliasNamed(arn: string): { readonly FunctionName: string; readonly Name: string } {
  const [FunctionName = "", Name = ""] = arn.split(":").slice(6);
  return { FunctionName, Name };
}

const PERMISSION_ID = /^([^/]+)\/([^/]*)\/([^/]+)$/;

function permissionType(lambda: LambdaPort, region: string): ResourceType {
  const inputs = z.strictObject({
    action: text,
    function: text,
    principal: text,
    qualifier: text.optional(),
    sourceArn: text.optional(),
    sourceAccount: text.optional(),
    statementId: text,
    region: regionInput(region),
  });
  const add = async (permission: z.output<typeof inputs>): Promise<void> => {
    await lambda.AddPermission(
      {
        FunctionName: permission.function,
        Qualifier: permission.qualifier,
        StatementId: permission.statementId,
        Action: permission.action,
        Principal: permission.principal,
        SourceArn: permission.sourceArn,
        SourceAccount: permission.sourceAccount,
      },
      ACCOUNT_CONTEXT,
    );
  };
  const remove = async (id: string): Promise<void> => {
    const { statementId: StatementId, ...target } = permissionNamed(id);
    await lambda.RemovePermission({ ...target, StatementId }, ACCOUNT_CONTEXT);
  };
  return resourceType({
    token: "aws:lambda/permission:Permission",
    inputs,
    autoname: { property: "statementId", maxLength: 100 },
    replaceOn: ["function", "qualifier", "statementId"],
    uniqueBy: ["function", "qualifier", "statementId"],
    create: async (permission) => {
      await add(permission);
      // The real id is the statement's alone, by which nobody could find it again.
      return `${permission.function}/${permission.qualifier ?? ""}/${permission.statementId}`;
    },
    update: async (id, permission) => {
      await remove(id);
      await add(permission);
    },
    delete: remove,
    describe: async (id) => {
      const { statementId, ...target } = permissionNamed(id);
      const { Policy } = await lambda.GetPolicy(target, ACCOUNT_CONTEXT);
      const statement = statementOf(Policy ?? "{}", statementId);
      return (
        statement && {
          ...statement,
          function: target.FunctionName,
          qualifier: target.Qualifier,
          statementId,
          statementIdPrefix: "",
          region,
        }
      );
    },
  });
}

function permissionNamed(id: string) {
  const [, FunctionName = "", qualifier = "", statementId = ""] = PERMISSION_ID.exec(id) ?? [];
  return { FunctionName, ...(qualifier === "" ? {} : { Qualifier: qualifier }), statementId };
}

const Policy = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string(),
      Action: z.string(),
      Principal: z.union([z.string(), z.record(z.string(), z.string())]),
      Condition: z.record(z.string(), z.record(z.string(), z.string())).optional(),
    }),
  ),
});

function statementOf(policy: string, sid: string): Properties | undefined {
  const { Statement } = Policy.parse(JSON.parse(policy));
  const statement = Statement.find(({ Sid }) => Sid === sid);
  if (statement === undefined) return undefined;
  const { Action, Principal, Condition = {} } = statement;
  // Condition keys are not case-sensitive: Lambda writes `AWS:SourceArn` and `aws:SourceArn`.
  const conditions = new Map(
    Object.values(Condition)
      .flatMap((keys) => Object.entries(keys))
      .map(([key, value]) => [key.toLowerCase(), value]),
  );
  return {
    action: Action,
    principal: typeof Principal === "string" ? Principal : Object.values(Principal)[0],
    sourceArn: conditions.get("aws:sourcearn"),
    sourceAccount: conditions.get("aws:sourceaccount"),
  };
}
