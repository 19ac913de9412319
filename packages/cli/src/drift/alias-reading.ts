import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { CloudControl } from "@switchyard/local-cloud";
import { type Routing, routingOf } from "@switchyard/rollout";
import { z } from "zod";
import { awsSettings } from "../local/aws-clients.ts";
import { RoutingDocument, StateDocument } from "../release/record.ts";
import { CommandError } from "../terminal.ts";

/** Where the alias is, and where the controller last had it. */
export interface AliasReading {
  readonly found: Routing;
  readonly recorded: Routing;
  /** Whether the controller has noticed a foreign change already. */
  readonly noticed: boolean;
}

const ALIAS = "live";

/** As much of the controller's record as is compared. */
const Recorded = z.object({
  alias: z.object({ routing: RoutingDocument }),
  phase: z.object({ state: StateDocument }),
});

/**
 * Reads alias and record where they lie, and does not ask the controller: whoever may invoke it may end releases, and a
 * search for drift needs to change nothing.
 */
export async function readAlias(
  stage: string,
  cloud: Pick<CloudControl, "endpoints"> | undefined,
): Promise<AliasReading> {
  const settings = cloud === undefined ? {} : awsSettings(cloud.endpoints);
  const [lambda, table] = [new LambdaClient(settings), new DynamoDBClient(settings)];
  const functionName = `switchyard-${stage}-router`;
  try {
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: ALIAS }));
    const { Item } = await table.send(
      new GetItemCommand({
        TableName: `switchyard-${stage}-releases`,
        Key: { pk: { S: `${functionName}:${ALIAS}` }, sk: { S: "record" } },
        ConsistentRead: true,
      }),
    );
    const { alias: recorded, phase } = recordIn(Item?.["body"]?.S, stage);
    return {
      found: routingOf(alias.FunctionVersion ?? "", alias.RoutingConfig?.AdditionalVersionWeights ?? {}),
      recorded: recorded.routing,
      noticed: phase.state === "drifted",
    };
  } finally {
    lambda.destroy();
    table.destroy();
  }
}

function recordIn(body: string | undefined, stage: string): z.infer<typeof Recorded> {
  if (body === undefined) {
    throw new CommandError(
      `Expected the controller's record of the alias in the table switchyard-${stage}-releases, found none. It is written in the first minute after a deployment: does the controller run?`,
    );
  }
  return Recorded.parse(JSON.parse(body));
}
