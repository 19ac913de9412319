import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ConverseCommandInput, ConverseCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import * as schemas from "@aws-sdk/client-bedrock-runtime";
import { AwsError } from "../aws-error.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store.ts";
import type { WireService } from "../wire/service.ts";
import { answerConverse } from "./converse.ts";
import type { Forward } from "./forward.ts";
import { permissionsFor, resolveModel } from "./models.ts";
import { type BedrockSettings, DEFAULT_SETTINGS, parseSettings } from "./settings.ts";
import { validateConverse } from "./validate.ts";

export interface BedrockDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly region: string;
  /** The way to real Bedrock; without it `mode: "aws"` is refused. */
  readonly forward?: Forward;
  /** 0 to below 1. Decides which calls a fault hits. */
  readonly random?: () => number;
  /** Waits real time: latencies do not run faster with the clock. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Bedrock's Converse, played by a stand-in that says so in its answers. */
export interface BedrockService {
  readonly operations: BedrockOperations;
  readonly wire: WireService;
  readonly settings: () => BedrockSettings;
  /** Changes the given settings, keeps the others, and returns all. They survive a restart. */
  readonly configure: (change: Partial<BedrockSettings>) => BedrockSettings;
}

export interface BedrockOperations {
  readonly Converse: (input: ConverseCommandInput) => Promise<Omit<ConverseCommandOutput, "$metadata">>;
}

/** Longer than any client waits, short enough that forgotten requests do not pile up. */
const SILENCE_MS = 120_000;

export function createBedrock(deps: BedrockDeps): BedrockService {
  const { store, region, forward, random = Math.random } = deps;
  const sleep = deps.sleep ?? ((ms: number) => delay(ms, undefined, { ref: false }));
  const kept = store.collection<BedrockSettings>("bedrock");
  const settings = (): BedrockSettings => kept.get("settings") ?? DEFAULT_SETTINGS;

  const Converse: BedrockOperations["Converse"] = async (input) => {
    const { mode, latencyMs, fault: setFault, faultRate } = settings();
    if (mode === "aws" && forward !== undefined) return forward(input);
    const startedMs = performance.now();
    validateConverse(input, resolveModel(input.modelId ?? "", region));

    const fault = random() < faultRate ? setFault : "none";
    await sleep(fault === "timeout" ? SILENCE_MS : latencyMs);
    const toolUseId = `tooluse_${randomUUID()}`;
    switch (fault) {
      case "throttle":
        throw new AwsError("ThrottlingException", "Too many requests, please wait before trying again.", 429);
      case "server-error":
        throw new AwsError(
          "InternalServerException",
          "The system encountered an unexpected error during processing. Try your request again.",
          500,
        );
      case "timeout":
        throw new AwsError(
          "ModelTimeoutException",
          "Model has timed out in processing the request. Try your request again.",
          408,
        );
      case "access-denied":
        throw new AwsError(
          "AccessDeniedException",
          "You don't have access to the model with the specified model ID.",
          403,
        );
      case "none":
      case "invented-agent":
      case "malformed-tool-input":
      case "refusal":
      case "no-tool": {
        const answer = answerConverse(input, fault === "none" ? undefined : fault, toolUseId);
        return { ...answer, metrics: { latencyMs: Math.round(performance.now() - startedMs) } };
      }
    }
  };

  const operations: BedrockOperations = { Converse };
  return {
    operations,
    wire: {
      signingName: "bedrock",
      schemas,
      operations: { ...operations },
      permissions: (operation, input) =>
        operation === "Converse" && typeof input["modelId"] === "string"
          ? permissionsFor(input["modelId"], region)
          : undefined,
    },
    settings,
    configure: (change) => {
      const next = parseSettings({ ...settings(), ...change });
      if (next.mode === "aws" && forward === undefined) {
        throw new AwsError(
          "ValidationException",
          'mode: "aws" needs a way to real Bedrock, and this local cloud has none.',
          400,
        );
      }
      kept.set("settings", next);
      return next;
    },
  };
}
