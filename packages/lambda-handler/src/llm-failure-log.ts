import type { LlmClassifier } from "@switchyard/router-core";
import { redactQuery } from "./redact.ts";

/**
 * Writes a line for each failed call of the model. The router carries on without one, so nobody would otherwise learn
 * why: a decision keeps the kind of failure, not AWS's sentence about the missing permission.
 */
export function withFailureLog(
  classifier: LlmClassifier,
  writeLine: (line: string) => void,
  { logQueries }: { readonly logQueries: boolean },
): LlmClassifier {
  return {
    classify: async (request) => {
      const reply = await classifier.classify(request);
      if (reply.kind === "failed") {
        const detail = logQueries ? reply.message : redactQuery(reply.message, request.query);
        writeLine(
          JSON.stringify({
            level: "WARN",
            message: "The model gave no usable answer",
            reason: reply.reason,
            detail,
          }),
        );
      }
      return reply;
    },
  };
}
