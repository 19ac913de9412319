import type { Input } from "@pulumi/pulumi";
import type { StageConfig } from "./stage-config.ts";

interface EnvironmentParts {
  readonly config: StageConfig;
  /** JSON from agent id to the ARN of its function; of no use where the stage serves decisions. */
  readonly agents: Input<string>;
  /** Secret. What signs session tokens; undefined where the stage has no sessions. */
  readonly sessionKeys: Input<string> | undefined;
}

/** The router's environment; `readConfig` of packages/lambda-handler is its other side. */
export function routerEnvironment({
  config,
  agents,
  sessionKeys,
}: EnvironmentParts): Record<string, Input<string>> {
  const { session } = config;
  return {
    SWITCHYARD_STAGE: config.stage,
    SWITCHYARD_MODEL_ID: config.llm.modelId,
    // Answers go without saying: images that know no other way to serve refuse the variable.
    ...(config.serves === "decisions"
      ? { SWITCHYARD_SERVES: "decisions" }
      : { SWITCHYARD_AGENTS: agents, SWITCHYARD_AGENT_TIMEOUT_MS: String(config.agentTimeoutMs) }),
    SWITCHYARD_LLM_TIMEOUT_MS: String(config.llm.timeoutMs),
    SWITCHYARD_LOG_QUERIES: String(config.logQueries),
    SWITCHYARD_PRICES: JSON.stringify(config.prices),
    ...(session === undefined || sessionKeys === undefined
      ? {}
      : {
          SWITCHYARD_SESSION_KEYS: sessionKeys,
          SWITCHYARD_SESSION_TTL_MS: String(session.ttlSeconds * 1000),
        }),
  };
}

/** What a version with this environment serves. */
export function servesOf(
  environment: { readonly variables: Readonly<Record<string, string>> } | undefined,
): StageConfig["serves"] {
  return environment?.variables.SWITCHYARD_SERVES === "decisions" ? "decisions" : "answers";
}
