import { createHash } from "node:crypto";
import { z } from "zod";
import { ACCOUNT_ID } from "../account.ts";
import type { Properties } from "../engine/provider.ts";
import { checkInputs } from "./check.ts";
import { GET_FUNCTION, getFunction, getFunctionArgs } from "./lambda-data-source.ts";
import { GET_OIDC_PROVIDER, GetOidcProviderArgs, getOidcProvider } from "./oidc-provider.ts";
import { PolicyDocumentArgs, policyDocument } from "./policy-document.ts";
import type { IamPort, LambdaPort } from "./ports.ts";
import { defined } from "./resource-type.ts";

interface DataSource {
  readonly token: string;
  readonly answer: (args: Properties) => Promise<Properties>;
}

/** Data sources (`invoke`) that the local cloud answers. */
export function dataSources(iam: IamPort, lambda: LambdaPort, region: string): readonly DataSource[] {
  return [
    dataSource("aws:index/getCallerIdentity:getCallerIdentity", z.strictObject({}), () => ({
      accountId: ACCOUNT_ID,
      arn: `arn:aws:iam::${ACCOUNT_ID}:root`,
      id: ACCOUNT_ID,
      userId: ACCOUNT_ID,
    })),
    dataSource(
      "aws:index/getRegion:getRegion",
      z.strictObject({ region: z.literal(region).optional() }),
      () => ({
        description: "the local cloud",
        endpoint: `ec2.${region}.amazonaws.com`,
        id: region,
        name: region,
        region,
      }),
    ),
    dataSource("aws:index/getPartition:getPartition", z.strictObject({}), () => ({
      dnsSuffix: "amazonaws.com",
      id: "aws",
      partition: "aws",
      reverseDnsPrefix: "com.amazonaws",
    })),
    dataSource("aws:iam/getPolicyDocument:getPolicyDocument", PolicyDocumentArgs, (args) => {
      const rendered = policyDocument(args);
      return {
        ...args,
        ...rendered,
        id: createHash("sha256").update(rendered.json).digest("hex").slice(0, 8),
      };
    }),
    dataSource(GET_OIDC_PROVIDER, GetOidcProviderArgs, async (args) =>
      defined(await getOidcProvider(iam, args)),
    ),
    dataSource(GET_FUNCTION, getFunctionArgs(region), async (args) =>
      defined(await getFunction(lambda, region, args)),
    ),
  ];
}

function dataSource<Args extends z.ZodObject>(
  token: string,
  schema: Args,
  answer: (args: z.output<Args>) => Properties | Promise<Properties>,
): DataSource {
  return {
    token,
    answer: async (args) => {
      const failures = checkInputs({ token, inputs: schema }, args, []);
      if (failures.length > 0) {
        const lines = failures.map(({ property, reason }) => `${property}: ${reason}`);
        throw new Error(`The arguments of ${token} are not valid: ${lines.join("; ")}`);
      }
      return answer(schema.parse(args));
    },
  };
}
