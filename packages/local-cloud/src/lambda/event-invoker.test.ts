import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { eventually } from "./eventually.ts";
import { openTestBed, type TestBed } from "./testing.ts";

const ALARM = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com";

let bed: TestBed;
beforeEach(async () => {
  bed = openTestBed();
  await bed.create("f", "exports.handler = async (event) => console.log('got ' + event.alarm);");
});
afterEach(() => bed.close());

const enqueue = (settings: object = {}) =>
  bed.lambda.eventInvoker.enqueue({
    functionArn: FUNCTION,
    payload: Buffer.from('{"alarm":"errors"}'),
    principal: PRINCIPAL,
    sourceArn: ALARM,
    ...settings,
  });
const permit = () =>
  bed.lambda.operations.AddPermission(
    {
      FunctionName: "f",
      StatementId: "alarm",
      Action: "lambda:InvokeFunction",
      Principal: PRINCIPAL,
      SourceArn: ALARM,
      SourceAccount: "000000000000",
    },
    ACCOUNT_CONTEXT,
  );

describe("an asynchronous call by another service", () => {
  it("runs the function once its policy allows the service and the source", async () => {
    await permit();
    enqueue();
    await eventually(() => bed.messages().join("\n")).toContain("got errors");
    expect(bed.warnings).toEqual([]);
  });

  it.each([
    ["AccessDeniedException", { sourceArn: `${ALARM}-2` }],
    ["AccessDeniedException", { principal: "events.amazonaws.com" }],
    ["ResourceNotFoundException", { functionArn: `${FUNCTION}-2` }],
    ["AccessDeniedException", { functionArn: `${FUNCTION}:7` }],
  ])("is refused at once with %s: %j", async (code, settings) => {
    await permit();
    expect(() => enqueue(settings)).toThrow(expect.objectContaining({ code }));
  });
});
