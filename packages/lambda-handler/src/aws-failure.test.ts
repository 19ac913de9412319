import { describe, expect, it } from "vitest";
import { awsFailure } from "./aws-failure.ts";

/** An error as the SDK throws it for an error of the service. */
function serviceError(name: string, status: number, words = "AWS's words"): Error {
  return Object.assign(new Error(words), {
    name,
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status },
  });
}

const QUOTING = { mayQuote: true };
const SECRET = { mayQuote: false };

describe("awsFailure", () => {
  it.each([
    ["ThrottlingException", 429, "throttled"],
    ["TooManyRequestsException", 429, "throttled"],
    ["ModelNotReadyException", 429, "throttled"],
    ["ServiceQuotaExceededException", 400, "throttled"],
    ["ModelTimeoutException", 408, "timeout"],
    ["AccessDeniedException", 403, "denied"],
    ["ExpiredTokenException", 403, "denied"],
    ["UnrecognizedClientException", 403, "denied"],
    ["ValidationException", 400, "rejected"],
    ["SomethingNewException", 400, "rejected"],
    ["SomethingNewException", 413, "rejected"],
    ["SomethingNewException", 499, "rejected"],
    ["ResourceNotFoundException", 404, "unavailable"],
    ["ResourceConflictException", 409, "unavailable"],
    ["ModelErrorException", 424, "unavailable"],
    ["InternalServerException", 500, "unavailable"],
    ["ServiceUnavailableException", 503, "unavailable"],
    ["SomethingNewException", 429, "throttled"],
    ["SomethingNewException", 401, "denied"],
    ["SomethingNewException", 403, "denied"],
    ["SomethingNewException", 408, "timeout"],
    ["SomethingNewException", 500, "unavailable"],
  ] as const)("reads %s with status %i as %s", (name, status, reason) => {
    const error = serviceError(name, status);
    expect(awsFailure(error, QUOTING)).toEqual({ reason, message: `${name}: AWS's words` });
    expect(awsFailure(error, SECRET)).toEqual({ reason, message: `${name} (HTTP ${status})` });
  });

  it("quotes a thousand characters of AWS's words and no more", () => {
    const error = serviceError("ValidationException", 400, "a".repeat(5_000));
    expect(awsFailure(error, QUOTING).message).toBe(`ValidationException: ${"a".repeat(1_000)}`);
  });

  it("takes a sentence for no name of an error", () => {
    const error = serviceError("what are my costs?", 400);
    expect(awsFailure(error, SECRET).message).toBe("unknown error (HTTP 400)");
    expect(awsFailure(error, QUOTING).message).toBe("unknown error: AWS's words");
  });

  it("reads the SDK's own time-outs and aborts as timeout", () => {
    for (const name of ["TimeoutError", "AbortError"]) {
      expect(awsFailure(Object.assign(new Error("x"), { name }), SECRET)).toEqual({
        reason: "timeout",
        message: name,
      });
    }
  });

  it.each(["ECONNRESET", "EPIPE"])("reads a connection that was cut (%s) as unavailable", (code) => {
    const cut = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code });
    expect(awsFailure(cut, QUOTING)).toEqual({ reason: "unavailable", message: `TimeoutError (${code})` });
  });

  it("gives an operating system's code, and no words of its own", () => {
    const refused = Object.assign(new Error("connect 127.0.0.1:1"), { code: "ECONNREFUSED" });
    expect(awsFailure(refused, QUOTING)).toEqual({ reason: "unavailable", message: "Error (ECONNREFUSED)" });
  });

  it("quotes nothing of a parser's error, which may hold parts of an answer", () => {
    expect(awsFailure(new SyntaxError('Unexpected token in "What are my costs"'), QUOTING)).toEqual({
      reason: "unavailable",
      message: "SyntaxError",
    });
  });

  it("copes with what is no error at all", () => {
    expect(awsFailure("boom", QUOTING)).toEqual({ reason: "unavailable", message: "unknown error" });
  });
});
