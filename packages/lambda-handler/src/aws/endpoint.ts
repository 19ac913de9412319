import type { Environment } from "../config.ts";

/** One of AWS's services, by the names that it goes by. */
export interface Service {
  /** First part of its host name. */
  readonly hostPrefix: string;
  /** What requests to it are signed for. */
  readonly signingName: string;
  /** The variable that sends its requests elsewhere. */
  readonly endpointVariable: string;
}

export const LAMBDA: Service = {
  hostPrefix: "lambda",
  signingName: "lambda",
  endpointVariable: "AWS_ENDPOINT_URL_LAMBDA",
};
export const BEDROCK_RUNTIME: Service = {
  hostPrefix: "bedrock-runtime",
  signingName: "bedrock",
  endpointVariable: "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
};

/** The domains of a partition, by how the names of its Regions start. */
const PARTITIONS = [
  { regions: "cn-", domain: "amazonaws.com.cn", dualStackDomain: "api.amazonwebservices.com.cn" },
  { regions: "eusc-", domain: "amazonaws.eu", dualStackDomain: "api.amazonwebservices.eu" },
  { regions: "us-iso-", domain: "c2s.ic.gov", dualStackDomain: "api.aws.ic.gov" },
  { regions: "us-isob-", domain: "sc2s.sgov.gov", dualStackDomain: "api.aws.scloud" },
  { regions: "eu-isoe-", domain: "cloud.adc-e.uk", dualStackDomain: "api.cloud-aws.adc-e.uk" },
  { regions: "us-isof-", domain: "csp.hci.ic.gov", dualStackDomain: "api.aws.hci.ic.gov" },
];
const ALL_OTHERS = { domain: "amazonaws.com", dualStackDomain: "api.aws" };

/** @throws Error when `AWS_REGION` is none. */
export function regionOf(environment: Environment): string {
  const region = environment.AWS_REGION ?? "";
  if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(region)) {
    throw new Error(`AWS_REGION must be a Region such as us-east-1; found "${region}". Lambda sets it.`);
  }
  return region;
}

/**
 * Where a service's requests go, by the variables that the SDK reads.
 *
 * @throws Error when these do not fit together, or hold something else than they may.
 */
export function endpointOf(service: Service, environment: Environment): URL {
  const isFips = readFlag(environment, "AWS_USE_FIPS_ENDPOINT");
  const isDualStack = readFlag(environment, "AWS_USE_DUALSTACK_ENDPOINT");
  const region = regionOf(environment);
  const configured = configuredEndpoint(service, environment);
  if (configured !== undefined) {
    if (isFips || isDualStack) {
      throw new Error(
        `${configured.variable} gives an endpoint, so AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT have none to choose. Remove one or the other.`,
      );
    }
    return configured.url;
  }
  const { domain, dualStackDomain } =
    PARTITIONS.find(({ regions }) => region.startsWith(regions)) ?? ALL_OTHERS;
  const host = `${service.hostPrefix}${isFips ? "-fips" : ""}`;
  return new URL(`https://${host}.${region}.${isDualStack ? dualStackDomain : domain}`);
}

function configuredEndpoint(
  { endpointVariable }: Service,
  environment: Environment,
): { readonly url: URL; readonly variable: string } | undefined {
  if (readFlag(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) return undefined;
  for (const variable of [endpointVariable, "AWS_ENDPOINT_URL"]) {
    const text = environment[variable] ?? "";
    if (text === "") continue;
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.search + url.hash !== "") {
      throw new Error(
        `${variable} must be an address such as http://127.0.0.1:4566, without user or query; found "${text}".`,
      );
    }
    return { url, variable };
  }
  return undefined;
}

function readFlag(environment: Environment, variable: string): boolean {
  const text = environment[variable] ?? "false";
  if (text !== "true" && text !== "false") {
    throw new Error(`${variable} must be "true" or "false"; found "${text}".`);
  }
  return text === "true";
}
