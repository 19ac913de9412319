/** Test support: a route table of two agents, and the environment of a function that serves it. */

export const ROUTES = `
version: 1
fallback: knowledge
agents:
  - id: cost
    description: Bills, budgets and savings.
    phrases: [aws costs]
  - id: knowledge
    description: Everything else.
`;

export const AGENT_ARN = "arn:aws:lambda:us-east-1:123456789012:function:demo-agents";

export const ENVIRONMENT = {
  // As the image has it: the code cache must not mind.
  NODE_OPTIONS: "--max-semi-space-size=2",
  SWITCHYARD_STAGE: "local",
  SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
  SWITCHYARD_AGENTS: JSON.stringify({ cost: AGENT_ARN, knowledge: AGENT_ARN }),
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
};

/** Bedrock's answer when the model uses the tool. */
export const MODEL_REPLY = {
  output: {
    message: {
      role: "assistant",
      content: [
        {
          toolUse: {
            toolUseId: "t1",
            name: "route",
            input: { agent: "knowledge", confidence: 0.9, reason: "Nobody else knows." },
          },
        },
      ],
    },
  },
  stopReason: "tool_use",
  usage: { inputTokens: 210, outputTokens: 30, totalTokens: 240 },
  metrics: { latencyMs: 5 },
};
