import { extendedEncodeURIComponent } from "@smithy/core/protocols";
import type { Converse } from "../bedrock-classifier.ts";
import type { ServiceClient } from "./service-client.ts";
import { parseJsonObject, unreadableResponse } from "./service-error.ts";

/** An answer is 150 tokens; what a model may think before it is bounded by the same. */
const MAX_REPLY_BYTES = 1024 * 1024;

/** Bedrock's `Converse`, by a client of Bedrock's runtime. */
export function createConverse({ call }: ServiceClient): Converse {
  return async ({ modelId, ...rest }, signal) => {
    const reply = await call(
      {
        method: "POST",
        path: `/model/${extendedEncodeURIComponent(modelId ?? "")}/converse`,
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify(rest)),
        maxReplyBytes: MAX_REPLY_BYTES,
      },
      signal,
    );
    const output = parseJsonObject(reply.body);
    if (output === undefined) throw unreadableResponse(reply);
    return output;
  };
}
