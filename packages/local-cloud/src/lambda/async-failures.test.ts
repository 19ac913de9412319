import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { eventually } from "./eventually.ts";
import type { LambdaDeps } from "./lambda.ts";
import { OTHER_ROLE, openTestBed, refusal, type TestBed } from "./testing.ts";

let bed: TestBed;
afterEach(() => bed.close());

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:pager";
const FAILS = 'exports.handler = async () => { throw new Error("out of order"); };';

interface Sent {
  readonly arn: string;
  // oxlint-disable-next-line no-explicit-any -- whatever Lambda sends
  readonly body: any;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A function `f` that fails, and what it sends elsewhere. */
async function open(settings: object = {}, deps: Partial<LambdaDeps> = {}): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  bed = openTestBed({
    limits: { asyncRetryDelaysMs: [1, 1] },
    queues: {
      send: (arn, body, attributes) => void sent.push({ arn, body: JSON.parse(body), attributes }),
    },
    topics: { publish: (arn, _subject, message) => void sent.push({ arn, body: JSON.parse(message) }) },
    ...deps,
  });
  await bed.create("f", FAILS, settings);
  return sent;
}

const configure = (config: object, Qualifier?: string) =>
  bed.lambda.operations.PutFunctionEventInvokeConfig(
    { FunctionName: "f", Qualifier, ...config },
    ACCOUNT_CONTEXT,
  );
const onFailure = (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } });
const send = (name = "f", event: unknown = { order: 7 }) =>
  bed.invoke(name, event, { InvocationType: "Event" });
const reports = () => bed.messages().filter((line) => line.startsWith("REPORT")).length;
const counted = (name: string) =>
  bed.metrics.filter((datum) => datum.name === name && Object.keys(datum.dimensions).length === 1).length;

describe("an event that is given up", () => {
  it("goes to the dead-letter queue as it came, with the error beside it", async () => {
    const sent = await open({ DeadLetterConfig: { TargetArn: QUEUE } });
    await send();
    await eventually(() => sent).toEqual([
      {
        arn: QUEUE,
        body: { order: 7 },
        attributes: {
          RequestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          ErrorCode: "200",
          ErrorMessage: "out of order",
        },
      },
    ]);
    expect([reports(), counted("AsyncEventsDropped")]).toEqual([3, 1]);
  });

  it("goes to a destination with all that is known about it", async () => {
    const sent = await open({ Publish: true });
    await configure({ ...onFailure(TOPIC), MaximumRetryAttempts: 1 }, "1");
    await send("f:1");
    await eventually(() => sent.length).toBe(1);
    expect(sent).toMatchObject([
      {
        arn: TOPIC,
        body: {
          version: "1.0",
          timestamp: "2026-01-02T03:04:05.000Z",
          requestContext: {
            functionArn: `${ARN}:1`,
            condition: "RetriesExhausted",
            approximateInvokeCount: 2,
          },
          requestPayload: { order: 7 },
          responseContext: { statusCode: 200, executedVersion: "1", functionError: "Unhandled" },
          responsePayload: { errorType: "Error", errorMessage: "out of order" },
        },
      },
    ]);
  });

  it("may go to another function", async () => {
    await open();
    await bed.create(
      "g",
      "exports.handler = async (event) => console.log('got ' + event.requestPayload.order);",
    );
    await configure({ ...onFailure(ARN.replace(/f$/, "g")), MaximumRetryAttempts: 0 });
    await send();
    await eventually(() => bed.messages().some((line) => line.endsWith("got 7"))).toBe(true);
    expect(bed.warnings).toEqual([]);
  });

  it("is lost where the role may not send it any more, and that is counted", async () => {
    const sent = await open({ DeadLetterConfig: { TargetArn: QUEUE } });
    await configure({ ...onFailure(TOPIC), MaximumRetryAttempts: 0 });
    bed.denied.add("sqs:SendMessage");
    bed.denied.add("sns:Publish");
    await send();
    await eventually(() => [counted("DeadLetterErrors"), counted("DestinationDeliveryFailures")]).toEqual([
      1, 1,
    ]);
    expect(sent).toEqual([]);
    expect(bed.warnings).toEqual([
      `A failed event of f could not be sent to ${QUEUE}: no`,
      `A failed event of f could not be sent to ${TOPIC}: no`,
    ]);
  });

  it("is given up unseen when it has waited too long for a throttled function", async () => {
    const sent = await open();
    await configure({ ...onFailure(QUEUE), MaximumEventAgeInSeconds: 60 });
    await bed.lambda.operations.PutFunctionConcurrency(
      { FunctionName: "f", ReservedConcurrentExecutions: 0 },
      ACCOUNT_CONTEXT,
    );
    await send();
    await eventually(() => counted("Throttles")).toBeGreaterThan(1);
    expect(sent).toEqual([]);
    bed.time.nowMs += 60_001;
    await eventually(() => sent.map(({ body }) => body)).toMatchObject([
      { requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 0 } },
    ]);
    expect(reports()).toBe(0);
  });

  it("that the function accepts in the end goes nowhere", async () => {
    const sent = await open({ DeadLetterConfig: { TargetArn: QUEUE } });
    await bed.create(
      "once",
      "let n = 0; exports.handler = async () => { n += 1; if (n < 2) throw new Error(); };",
      {
        DeadLetterConfig: { TargetArn: QUEUE },
      },
    );
    await send("once");
    await eventually(reports).toBe(2);
    expect([sent, counted("AsyncEventsDropped")]).toEqual([[], 0]);
  });
});

describe("retries", () => {
  /** Notes what waits for how long, and lets it run when it is told to. */
  const openAt = async (speed: number) => {
    const delays: number[] = [];
    await open(
      {},
      {
        limits: {},
        clock: {
          nowMs: () => 0,
          timer: (delayMs, run) => {
            if (delayMs <= 120_000) {
              delays.push(delayMs);
              queueMicrotask(run);
            }
            return () => undefined;
          },
        },
        clockScale: { machineOriginMs: 0, cloudOriginMs: 0, speed },
      },
    );
    await send();
    await eventually(reports).toBe(3);
    return delays;
  };

  it("come after one and two minutes where time runs fast", async () => {
    expect(await openAt(60)).toEqual([0, 60_000, 120_000]);
  });

  it("come after one and two seconds otherwise", async () => {
    expect(await openAt(1)).toEqual([0, 1_000, 2_000]);
  });
});

describe("a function's dead-letter queue", () => {
  it("is shown, changed and taken away", async () => {
    await open({ DeadLetterConfig: { TargetArn: QUEUE } });
    const { operations } = bed.lambda;
    const shown = async () =>
      (await operations.GetFunctionConfiguration({ FunctionName: "f" }, ACCOUNT_CONTEXT)).DeadLetterConfig;
    const change = (TargetArn: string) =>
      operations.UpdateFunctionConfiguration(
        { FunctionName: "f", DeadLetterConfig: { TargetArn } },
        ACCOUNT_CONTEXT,
      );
    expect(await shown()).toEqual({ TargetArn: QUEUE });
    await change(TOPIC);
    expect(await shown()).toEqual({ TargetArn: TOPIC });
    await change("");
    expect(await shown()).toBeUndefined();
  });

  it("is refused when the role may not send to it, or it is no queue or topic", async () => {
    await open();
    bed.denied.add("sqs:SendMessage");
    const change = (TargetArn: string) =>
      bed.lambda.operations.UpdateFunctionConfiguration(
        { FunctionName: "f", DeadLetterConfig: { TargetArn } },
        ACCOUNT_CONTEXT,
      );
    expect(await refusal(change(QUEUE))).toMatchObject({
      code: "InvalidParameterValueException",
      message: "The provided execution role does not have permissions to call SendMessage on SQS",
    });
    expect((await refusal(change(ARN))).message).toContain("expected the ARN of a standard queue");
    expect((await refusal(change(`${QUEUE}.fifo`))).message).toContain(
      "expected the ARN of a standard queue",
    );
  });

  it("and the role must be the same in both versions of a weighted alias", async () => {
    await open({ Publish: true });
    const { operations } = bed.lambda;
    const publishWith = async (change: object): Promise<void> => {
      await operations.UpdateFunctionConfiguration({ FunctionName: "f", ...change }, ACCOUNT_CONTEXT);
      await operations.PublishVersion({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    };
    await publishWith({ DeadLetterConfig: { TargetArn: QUEUE } });
    await publishWith({ DeadLetterConfig: { TargetArn: "" }, Role: OTHER_ROLE });
    await operations.CreateAlias({ FunctionName: "f", Name: "live", FunctionVersion: "1" }, ACCOUNT_CONTEXT);
    const weigh = (version: string) =>
      operations.UpdateAlias(
        { FunctionName: "f", Name: "live", RoutingConfig: { AdditionalVersionWeights: { [version]: 0.1 } } },
        ACCOUNT_CONTEXT,
      );
    expect((await refusal(weigh("2"))).message).toContain("same dead-letter queue");
    expect((await refusal(weigh("3"))).message).toContain("same execution role");
  });
});

describe("an event invoke configuration", () => {
  it("is set, changed in part, listed and deleted", async () => {
    await open({ Publish: true });
    const { operations } = bed.lambda;
    const of = { FunctionName: "f", Qualifier: "1" };
    await configure({ ...onFailure(QUEUE), MaximumRetryAttempts: 0 }, "1");
    await operations.UpdateFunctionEventInvokeConfig(
      { ...of, MaximumEventAgeInSeconds: 120 },
      ACCOUNT_CONTEXT,
    );
    const expected = {
      FunctionArn: `${ARN}:1`,
      LastModified: new Date("2026-01-02T03:04:05Z"),
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 120,
      DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: QUEUE } },
    };
    expect(await operations.GetFunctionEventInvokeConfig(of, ACCOUNT_CONTEXT)).toEqual(expected);
    await configure({ MaximumRetryAttempts: 1 });
    const list = async () =>
      (await operations.ListFunctionEventInvokeConfigs({ FunctionName: "f" }, ACCOUNT_CONTEXT))
        .FunctionEventInvokeConfigs;
    expect((await list())?.map(({ FunctionArn }) => FunctionArn)).toEqual([`${ARN}:1`, `${ARN}:$LATEST`]);
    await operations.DeleteFunctionEventInvokeConfig(of, ACCOUNT_CONTEXT);
    expect(await refusal(operations.GetFunctionEventInvokeConfig(of, ACCOUNT_CONTEXT))).toMatchObject({
      code: "ResourceNotFoundException",
      message: `The function ${ARN}:1 doesn't have an EventInvokeConfig`,
    });
    await operations.DeleteFunctionEventInvokeConfig({ FunctionName: "f" }, ACCOUNT_CONTEXT);
    expect(await list()).toEqual([]);
  });

  it.each([
    [{ MaximumRetryAttempts: 3 }, "less than or equal to 2"],
    [{ MaximumEventAgeInSeconds: 59 }, "greater than or equal to 60"],
    [{ DestinationConfig: { OnSuccess: { Destination: QUEUE } } }, "supports no destination for success"],
    [onFailure("arn:aws:s3:::bucket"), "is not supported"],
  ])("is refused: %j", async (config, message) => {
    await open();
    expect((await refusal(configure(config))).message).toContain(message);
  });

  it("is refused when the role may not reach the destination", async () => {
    await open();
    bed.denied.add("sns:Publish");
    expect((await refusal(configure(onFailure(TOPIC)))).message).toBe(
      `The function's execution role does not have permissions to call Publish on ${TOPIC}`,
    );
  });
});
