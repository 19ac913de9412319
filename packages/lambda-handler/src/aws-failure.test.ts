import { describe, expect, it } from "vitest";
import { awsFailure } from "./aws-failure.ts";

/** An error as the SDK throws it for an error of the service. */
function serviceError(name: string, status: number): Error {
  return Object.assign(new Error("AWS's words"), {
    name,
    $fault: status < 500 ? "client" : "server",
    $metadata: { httpStatusCode: status },
  });
}

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
    ["ValidationException", 400, "unavailable"],
    ["ResourceNotFoundException", 404, "unavailable"],
    ["ModelErrorException", 424, "unavailable"],
    ["InternalServerException", 500, "unavailable"],
    ["ServiceUnavailableException", 503, "unavailable"],
    ["SomethingNewException", 429, "throttled"],
    ["SomethingNewException", 403, "denied"],
    ["SomethingNewException", 408, "timeout"],
    ["SomethingNewException", 500, "unavailable"],
  ] as const)("reads %s with status %i as %s, and quotes AWS", (name, status, reason) => {
    expect(awsFailure(serviceError(name, status))).toEqual({ reason, message: `${name}: AWS's words` });
  });

  it("reads the SDK's own time-outs and aborts as timeout", () => {
    expect(awsFailure(Object.assign(new Error("x"), { name: "TimeoutError" })).reason).toBe("timeout");
    expect(awsFailure(Object.assign(new Error("x"), { name: "AbortError" })).reason).toBe("timeout");
  });

  it.each(["ECONNRESET", "EPIPE"])("reads a connection that was cut (%s) as unavailable", (code) => {
    const cut = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code });
    expect(awsFailure(cut)).toEqual({ reason: "unavailable", message: `TimeoutError (${code})` });
  });

  it("gives an operating system's code, and no words of its own", () => {
    const refused = Object.assign(new Error("connect 127.0.0.1:1"), { code: "ECONNREFUSED" });
    expect(awsFailure(refused)).toEqual({ reason: "unavailable", message: "Error (ECONNREFUSED)" });
  });

  it("quotes nothing of a parser's error, which may hold parts of an answer", () => {
    expect(awsFailure(new SyntaxError('Unexpected token in "What are my costs"'))).toEqual({
      reason: "unavailable",
      message: "SyntaxError",
    });
  });

  it("copes with what is no error at all", () => {
    expect(awsFailure("boom")).toEqual({ reason: "unavailable", message: "unknown error" });
  });
});
