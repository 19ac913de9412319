import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { parseReleaseRequest, type RequestSource } from "@switchyard/rollout";

export interface DynamoRequestsDeps {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** `<function>:<alias>`. */
  readonly key: string;
  /** Hash of the code that runs in a version. */
  readonly digest: (version: string) => Promise<string | undefined>;
}

/**
 * What the last deployment asks for. Its digest is replaced by Lambda's own: what is refused after a rollback must be
 * what ran, whatever a deployment calls it.
 */
export function createDynamoRequests({ client, tableName, key, digest }: DynamoRequestsDeps): RequestSource {
  const where = `the item "request" of ${key} in table ${tableName}`;
  return {
    pending: async () => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: { pk: { S: key }, sk: { S: "request" } },
          ConsistentRead: true,
        }),
      );
      if (Item === undefined) return undefined;
      const parsed = parseReleaseRequest(parseBody(Item.body?.S, where));
      if (parsed.kind === "refused") {
        const problems = parsed.problems.map(({ path, message }) => `${path} ${message}`.trim());
        throw new Error(`${where} cannot be understood: ${problems.join("; ")}. Deploy again.`);
      }
      const { request } = parsed;
      return { ...request, digest: (await digest(request.version)) ?? request.digest };
    },
  };
}

function parseBody(text: string | undefined, where: string): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Error(`Expected JSON in the body of ${where}, found something else. Deploy again.`);
  }
}
