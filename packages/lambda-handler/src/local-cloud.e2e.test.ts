import {
  CreateAliasCommand,
  DeleteFunctionConcurrencyCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { createLlmPrompt, parseLlmDecision } from "@switchyard/router-core";
import { agentInvokerContract, llmClassifierContract } from "@switchyard/router-core/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createBedrockClassifier } from "./bedrock-classifier.ts";
import { createLambdaAgents } from "./lambda-agents.ts";
import { type LocalAws, openLocalAws, zipOf } from "./testdata/local-aws.ts";
import { awsErrorReply, startLoopbackAws } from "./testdata/loopback-aws.ts";
import { openBuildingBlocks } from "./testdata/senders.ts";

// The adapters as the router uses them, under a role of their own, against the cloud that tests and laptops use: what
// one of the two gets wrong about AWS shows here. The clients of the unit tests answer from a script.

let aws: LocalAws;
beforeAll(async () => {
  aws = await openLocalAws();
});
afterAll(() => aws.close());

const HAIKU_55 = "us.anthropic.claude-haiku-5-5";

llmClassifierContract("the Bedrock adapter on the local cloud", () => {
  const { converse, close } = openBuildingBlocks(aws.asRouter);
  const behave = async (change: Parameters<typeof aws.cloud.configureBedrock>[0]) =>
    void (await aws.cloud.configureBedrock({ fault: "none", latencyMs: 0, ...change }));
  return {
    classifier: createBedrockClassifier({ converse, modelId: HAIKU_55, mayQuote: true }),
    otherSide: {
      succeed: () => behave({}),
      chooseOutsideEnum: () => behave({ fault: "invented-agent" }),
      throttle: () => behave({ fault: "throttle" }),
      deny: () => behave({ fault: "access-denied" }),
      breakDown: () => behave({ fault: "server-error" }),
      talkInstead: () => behave({ fault: "no-tool" }),
      succeedAfter: (latencyMs) => behave({ latencyMs }),
    },
    close,
  };
});

describe("the Bedrock adapter on the local cloud", () => {
  const AGENTS = [
    { id: "cost", description: "Bills, budgets and savings." },
    { id: "security", description: "Access, keys and findings." },
  ];
  const request = { ...createLlmPrompt(AGENTS), query: "who may use this key?", timeoutMs: 5_000 };
  const classify = async (modelId: string, timeoutMs = request.timeoutMs) => {
    const { converse, close } = openBuildingBlocks(aws.asRouter);
    try {
      return await createBedrockClassifier({ converse, modelId, mayQuote: true }).classify({
        ...request,
        timeoutMs,
      });
    } finally {
      close();
    }
  };
  afterEach(async () => {
    await aws.permit();
    await aws.cloud.configureBedrock({ fault: "none", latencyMs: 0 });
  });

  it.each([HAIKU_55, "us.anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.nova-lite-v1:0"])(
    "sends %s nothing that the model refuses",
    async (modelId) => {
      const reply = await classify(modelId);
      if (reply.kind !== "answered") throw new Error(`${reply.reason}: ${reply.message}`);
      expect(parseLlmDecision(reply.toolInput, ["cost", "security"])).toMatchObject({
        kind: "decided",
        agent: "security",
      });
    },
  );

  it("says refused for a model that answers through an inference profile only", async () => {
    expect(await classify("anthropic.claude-haiku-5-5")).toMatchObject({
      reason: "refused",
      message: expect.stringContaining("on-demand throughput isn't supported"),
    });
  });

  it("says denied when the role may not call the model", async () => {
    await aws.forbid();
    expect(await classify(HAIKU_55)).toMatchObject({
      reason: "denied",
      message: expect.stringContaining("is not authorized to perform: bedrock:InvokeModel"),
    });
  });

  it("says timeout, in time, when the model never answers", async () => {
    await aws.cloud.configureBedrock({ fault: "timeout" });
    expect(await classify(HAIKU_55, 200)).toMatchObject({ reason: "timeout" });
  });

  it("says refused when the model will not answer", async () => {
    await aws.cloud.configureBedrock({ fault: "refusal" });
    expect(await classify(HAIKU_55)).toMatchObject({ reason: "refused" });
  });

  it("hands on what breaks the tool's schema, and the core refuses it", async () => {
    await aws.cloud.configureBedrock({ fault: "malformed-tool-input" });
    const reply = await classify(HAIKU_55);
    if (reply.kind !== "answered") throw new Error(`${reply.reason}: ${reply.message}`);
    expect(parseLlmDecision(reply.toolInput, ["cost", "security"]).kind).toBe("invalid");
  });
});

const ANSWERS = "exports.handler = async ({ agent, query }) => ({ answer: `${agent} heard: ${query}` });";
const THROWS = 'exports.handler = async () => { throw new RangeError("boom"); };';
const TALKS = 'exports.handler = async () => "hello";';
const answersAfter = (ms: number) =>
  `exports.handler = () => new Promise((resolve) => setTimeout(resolve, ${ms}, { answer: "at last" }));`;

agentInvokerContract("the Lambda adapter on the local cloud", async () => {
  const agent = await aws.createFunction(ANSWERS);
  // The local Lambda has no fault of its own to switch on: a server error before the agent is reached comes from a
  // server in its place. What it does answer when it cannot run a function is below.
  const broken = await startLoopbackAws(() => awsErrorReply(500, "ServiceException", "Oops"));
  const healthy = openBuildingBlocks(aws.asRouter);
  const ill = openBuildingBlocks({ ...aws.asRouter, AWS_ENDPOINT_URL: broken.url });
  let sender = healthy;

  const heal = async () => {
    sender = healthy;
    await aws.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: agent.name }));
    await aws.permit();
  };
  const behave = async (code: string) => {
    await heal();
    await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: agent.name, ZipFile: zipOf(code) }));
  };
  return {
    invoker: createLambdaAgents({
      invoke: (...call) => sender.invoke(...call),
      agents: new Map([["cost", agent.arn]]),
      mayQuote: true,
    }),
    agent: "cost",
    otherSide: {
      succeed: async ({ query }) => {
        await behave(ANSWERS);
        return `cost heard: ${query}`;
      },
      fail: () => behave(THROWS),
      talkGarbage: () => behave(TALKS),
      throttle: async () => {
        await heal();
        const none = { FunctionName: agent.name, ReservedConcurrentExecutions: 0 };
        await aws.lambda.send(new PutFunctionConcurrencyCommand(none));
      },
      deny: async () => {
        await heal();
        await aws.forbid();
      },
      breakDown: async () => {
        await heal();
        sender = ill;
      },
      succeedAfter: (delayMs) => behave(answersAfter(delayMs)),
    },
    close: async () => {
      healthy.close();
      ill.close();
      await aws.permit();
      await agent.delete();
      await broken.close();
    },
  };
});

describe("the Lambda adapter on the local cloud", () => {
  const invoke = async (arn: string, environment = aws.asRouter) => {
    const sender = openBuildingBlocks(environment);
    try {
      const invoker = createLambdaAgents({
        invoke: sender.invoke,
        agents: new Map([["cost", arn]]),
        mayQuote: true,
      });
      return await invoker.invoke({ agent: "cost", query: "q", requestId: "r-1", timeoutMs: 10_000 });
    } finally {
      sender.close();
    }
  };

  afterEach(() => aws.permit());

  it("sends the agent its payload and nothing else", async () => {
    const echo = "exports.handler = async (event) => ({ answer: JSON.stringify(event) });";
    const { arn } = await aws.createFunction(echo);
    expect(await invoke(arn)).toEqual({
      kind: "answered",
      answer: '{"agent":"cost","query":"q","request_id":"r-1"}',
    });
  });

  it("reaches the version behind an alias, and may be permitted no more than that", async () => {
    const { name, arn } = await aws.createFunction(ANSWERS);
    await aws.lambda.send(new PublishVersionCommand({ FunctionName: name }));
    const live = { FunctionName: name, Name: "live", FunctionVersion: "1" };
    await aws.lambda.send(new CreateAliasCommand(live));
    await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipOf(THROWS) }));
    expect(await invoke(arn)).toMatchObject({ reason: "function-error" });
    await aws.permit(`${arn}:live`);
    expect(await invoke(`${arn}:live`)).toEqual({ kind: "answered", answer: "cost heard: q" });
    expect(await invoke(arn)).toMatchObject({
      reason: "denied",
      message: expect.stringContaining(
        `not authorized to perform: lambda:InvokeFunction on resource: ${arn}`,
      ),
    });
  });

  it("names a failed function by its error's type", async () => {
    const { arn } = await aws.createFunction(THROWS);
    expect(await invoke(arn)).toEqual({
      kind: "failed",
      reason: "function-error",
      message: "the agent's function failed with an error RangeError",
    });
  });

  it.each([
    ["ends its own process", "exports.handler = () => process.exit(3);", "Runtime.ExitError"],
    ["does not load", 'throw new Error("no");', "Error"],
    ["has no handler", "exports.other = 1;", "Runtime.HandlerNotFound"],
  ])("says function-error for a function that %s", async (_, code, type) => {
    const { arn } = await aws.createFunction(code);
    expect(await invoke(arn)).toEqual({
      kind: "failed",
      reason: "function-error",
      message: `the agent's function failed with an error ${type}`,
    });
  });

  it("says timeout for a function that reaches its own", async () => {
    const { arn } = await aws.createFunction(answersAfter(30_000), 1);
    expect(await invoke(arn)).toEqual({
      kind: "failed",
      reason: "timeout",
      message: "the agent's function reached its own timeout",
    });
  });

  it("says unavailable for a function that was deleted, and for a service that nobody runs", async () => {
    const { arn, delete: deleteFunction } = await aws.createFunction(ANSWERS);
    const gone = await startLoopbackAws(() => ({ kind: "hang" }));
    await gone.close();
    const toNobody = { ...aws.asRouter, AWS_ENDPOINT_URL: gone.url };
    expect(await invoke(arn, toNobody)).toMatchObject({ reason: "unavailable" });
    await deleteFunction();
    expect(await invoke(arn)).toMatchObject({
      reason: "unavailable",
      message: expect.stringContaining("ResourceNotFoundException"),
    });
  });
});
