import { GetAliasCommand } from "@aws-sdk/client-lambda";
import type { BedrockSettings, CloudControl, CloudEndpoints } from "@switchyard/local-cloud";
import type { Terminal } from "../terminal.ts";
import { lambdaClient } from "./aws-clients.ts";
import type { ReleaseNews } from "./release-news.ts";
import { deployedRouter } from "./stack.ts";

/** Where everything is, for people and for scripts. Holds the API key's id, never its value. */
export interface LocalStatus {
  readonly running: true;
  readonly apiUrl: string;
  readonly awsEndpointUrl: string;
  readonly region: string;
  readonly apiKeyId: string;
  readonly restApiId: string;
  readonly stageName: string;
  readonly functionName: string;
  readonly alias: string;
  /** Version that the alias serves. */
  readonly version: string;
  /** Share of traffic by further version, 0 to 1. */
  readonly additionalVersionWeights: Readonly<Record<string, number>>;
  /** Version that the last deployment published. */
  readonly publishedVersion: string;
  readonly logGroup: string;
  readonly bedrock: BedrockSettings;
  /** How much faster than the machine's the cloud's time runs. */
  readonly speed: number;
}

export async function readStatus(cloud: CloudControl): Promise<LocalStatus> {
  const router = await deployedRouter(cloud);
  const alias = await liveAlias(cloud.endpoints, router.functionName, router.aliasName);
  return {
    running: true,
    apiUrl: router.apiUrl,
    awsEndpointUrl: cloud.endpoints.awsUrl,
    region: cloud.endpoints.region,
    apiKeyId: router.apiKeyId,
    restApiId: router.restApiId,
    stageName: router.stageName,
    functionName: router.functionName,
    alias: router.aliasName,
    version: alias.version,
    additionalVersionWeights: alias.weights,
    publishedVersion: router.publishedVersion,
    logGroup: router.logGroup,
    bedrock: await cloud.bedrock(),
    speed: cloud.clock.speed,
  };
}

async function liveAlias(endpoints: CloudEndpoints, functionName: string, name: string) {
  const client = lambdaClient(endpoints);
  try {
    const alias = await client.send(new GetAliasCommand({ FunctionName: functionName, Name: name }));
    return {
      version: alias.FunctionVersion ?? "",
      weights: alias.RoutingConfig?.AdditionalVersionWeights ?? {},
    };
  } finally {
    client.destroy();
  }
}

export function printStatus(terminal: Terminal, status: LocalStatus, release: ReleaseNews): void {
  const rows: readonly (readonly [string, string])[] = [
    ["API", `${status.apiUrl}/query`],
    ["API key", `id ${status.apiKeyId}`],
    ["AWS endpoint", `${status.awsEndpointUrl} (region ${status.region})`],
    ["function", `${status.functionName}, alias ${status.alias} → version ${servedVersions(status)}`],
    ["release", release.explanation],
    ["logs", status.logGroup],
    [
      "Bedrock",
      status.bedrock.mode === "aws"
        ? "real, with your own credentials"
        : `stand-in, fault ${status.bedrock.fault}, latency ${status.bedrock.latencyMs} ms`,
    ],
    ...(status.speed === 1 ? [] : [["clock", `${status.speed} times as fast as real time`] as const]),
  ];
  for (const [name, value] of rows) terminal.out(`${terminal.style("dim", name.padEnd(13))} ${value}`);
  const hints = releaseHint(status, release);
  if (hints.length > 0) terminal.out(["", ...hints].join("\n"));
}

/** What to say when the version that was published last does not get all of the traffic: a deployment shifts none. */
export function releaseHint(status: LocalStatus, release: ReleaseNews): readonly string[] {
  const { publishedVersion, version, alias } = status;
  if (publishedVersion === version) return [];
  const published = `Version ${publishedVersion} is published; ${alias} serves version ${servedVersions(status)}.`;
  // It is on its way, or was rolled back: to start it would be refused.
  if (release.state !== "unknown" && release.waiting !== publishedVersion) {
    return [`${published} ${release.explanation}`, "  npm run -s switchyard -- release status"];
  }
  return [
    `${published} A deployment shifts no traffic. To bring it into service:`,
    "  npm run -s switchyard -- release start",
    "  npm run -s switchyard -- release watch",
  ];
}

/** For example `1`, or `1, version 2 at 5.0 %`. */
export function servedVersions(status: LocalStatus): string {
  const weights = Object.entries(status.additionalVersionWeights);
  const further = weights.map(
    ([version, weight]) => `, version ${version} at ${(weight * 100).toFixed(1)} %`,
  );
  return `${status.version}${further.join("")}`;
}
