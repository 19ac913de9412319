import type { LlmClassifier } from "@switchyard/router-core";

/**
 * Writes a line for each failed call of the model. The router carries on without one, so nobody would otherwise learn
 * why: a decision keeps the kind of failure, not the error that AWS gave for it. The message is written as it is: whoever
 * makes it knows whether it may quote the query.
 */
export function withFailureLog(classifier: LlmClassifier, writeLine: (line: string) => void): LlmClassifier {
  return {
    classify: async (request) => {
      const reply = await classifier.classify(request);
      if (reply.kind === "failed") {
        writeLine(
          JSON.stringify({
            level: "WARN",
            message: "The model gave no usable answer",
            reason: reply.reason,
            detail: reply.message,
          }),
        );
      }
      return reply;
    },
  };
}
