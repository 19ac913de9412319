import { extendedEncodeURIComponent } from "@smithy/core/protocols";
import type { InvokeFunction } from "../lambda-agents.ts";
import type { ServiceClient } from "./service-client.ts";

/** Lambda's own limit for what a function may return is 6 MB and a little more. */
const MAX_REPLY_BYTES = 7 * 1024 * 1024;

/** Lambda's `Invoke`, by a client of Lambda. */
export function createInvoke({ call }: ServiceClient): InvokeFunction {
  return async ({ functionArn, payload }, signal) => {
    const { response, body } = await call(
      {
        method: "POST",
        path: `/2015-03-31/functions/${extendedEncodeURIComponent(functionArn)}/invocations`,
        headers: {
          "content-type": "application/octet-stream",
          "x-amz-invocation-type": "RequestResponse",
        },
        body: payload,
        maxReplyBytes: MAX_REPLY_BYTES,
      },
      signal,
    );
    const functionError = response.headers["x-amz-function-error"];
    return { payload: body, ...(functionError === undefined ? {} : { functionError }) };
  };
}
