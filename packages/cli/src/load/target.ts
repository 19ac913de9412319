import { lookup } from "node:dns/promises";
import type { CommandLine } from "../command-line.ts";
import { pulumiDeployer } from "../deploy/pulumi-deployer.ts";
import { runningCloud } from "../local/session.ts";
import { deployedRouter } from "../local/stack.ts";
import { ROUTER, stateDir } from "../projects.ts";
import type { Stage } from "../release/target.ts";
import { cloudOf } from "../target-cloud.ts";
import { CommandError } from "../terminal.ts";

/** The key comes from here alone: what stands on a command line is in the list of processes and in histories. */
export const KEY_VARIABLE = "SWITCHYARD_API_KEY";

export interface LoadTarget {
  readonly apiUrl: string;
  /** Undefined = requests go without one. */
  readonly apiKey: string | undefined;
  /** This very machine: nobody else is loaded and nobody is billed. */
  readonly isLoopback: boolean;
}

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Where the requests go: to the address that is given, or to the router of the stage. */
export async function findTarget(
  { stage, url }: { readonly stage: Stage; readonly url: URL | undefined },
  line: CommandLine,
  resolve: Resolve = resolveHost,
): Promise<LoadTarget> {
  const { env } = line;
  const given = env[KEY_VARIABLE] === "" ? undefined : env[KEY_VARIABLE];
  if (url !== undefined) return await checked(url.href, given, resolve);
  if (cloudOf(stage, env) === "local") {
    const { apiUrl, apiKey } = await deployedRouter(await runningCloud(stateDir(env)), stage);
    return await checked(apiUrl, apiKey, resolve);
  }
  return await checked(await addressOnAws(stage, line), given, resolve);
}

/** Reads `--url`. */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.search === "" && url.hash === "" && url.username === "";
  if (isPlain && url.password === "" && /^https?:$/.test(url.protocol)) return url;
  throw new CommandError(
    `--url: expected the router's apiUrl, such as https://host/prod, without parameters or names; found "${text}".`,
    2,
  );
}

async function checked(apiUrl: string, apiKey: string | undefined, resolve: Resolve): Promise<LoadTarget> {
  const { protocol, hostname } = new URL(apiUrl);
  const isLoopback = await pointsHere(hostname, resolve);
  if (isLoopback) return { apiUrl, apiKey, isLoopback };
  if (protocol !== "https:") {
    throw new CommandError(`Expected https for ${hostname}: over http anybody on the way reads the key.`, 2);
  }
  if (apiKey === undefined) {
    throw new CommandError(`Expected the stage's API key in ${KEY_VARIABLE}, found nothing.`, 2);
  }
  return { apiUrl, apiKey, isLoopback };
}

/** Whether every address of a host is this machine's own: one that is not is enough to ask. */
export async function pointsHere(hostname: string, resolve: Resolve): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const addresses = await resolve(host).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`There is no address for ${host}: ${why}.`, 3);
  });
  return addresses.length > 0 && addresses.every(isLoopbackAddress);
}

function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

async function addressOnAws(stage: Stage, { env, terminal }: CommandLine): Promise<string> {
  const pulumi = pulumiDeployer({
    program: "pulumi",
    env,
    onLine: (text) => terminal.err(`  ${text}`),
  });
  const outputs = await pulumi.outputs(ROUTER, stage);
  const { apiUrl } = outputs ?? {};
  if (apiUrl !== undefined) return apiUrl;
  throw new CommandError(
    `The stack of ${stage} has no output apiUrl. Deploy the stage, or give the address with --url.`,
    3,
  );
}
