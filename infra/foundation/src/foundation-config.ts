import { describeIssues, keyOf, NAMESPACE } from "./config-problems.ts";
import { Building, type FoundationConfig, IMAGES_ENVIRONMENT, Taking } from "./foundation-schema.ts";

export type { FoundationConfig } from "./foundation-schema.ts";

type FoundationConfigResult =
  | { readonly ok: true; readonly config: FoundationConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the settings from a stack's whole configuration, in which every value is text: objects, numbers and booleans as
 * JSON. Reports everything that is wrong, not only the first.
 */
export function parseFoundationConfig(stack: Readonly<Record<string, string>>): FoundationConfigResult {
  const names = Object.keys(stack);
  const misplaced = names
    .filter((name) => !/^(switchyard|aws|awsx|pulumi|docker-build):/.test(name))
    .map((name) => `${name}: unknown namespace; settings of the foundation are written ${NAMESPACE}:<key>`);
  const settings: Readonly<Record<string, unknown>> = Object.fromEntries(
    names
      .filter((name) => name.startsWith(`${NAMESPACE}:`))
      .map((name) => [name.slice(NAMESPACE.length + 1), decode(name, stack[name] ?? "")]),
  );
  const parsed = (settings["images"] === false ? Taking : Building).safeParse(settings);
  const problems = [
    ...misplaced,
    ...(parsed.success ? [] : describeIssues(parsed.error.issues, settings)),
    ...(parsed.success ? togetherProblems(parsed.data) : []),
    ...providerProblems(settings),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, config: parsed.data }
    : { ok: false, problems };
}

/** Text, whatever it looks like: a release `2026` is a name and no number. */
const TEXT_KEYS: readonly string[] = ["platform", "release", "imagesFrom", "githubProvider"];

function decode(name: string, value: string): unknown {
  if (TEXT_KEYS.includes(name.slice(NAMESPACE.length + 1))) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** What each setting allows by itself and does not go together. */
function togetherProblems({ stages, promotions, ...config }: FoundationConfig): readonly string[] {
  const pullAccounts = config.images ? config.pullAccounts : [];
  return [
    ...twice("stages", "stage", stages),
    ...stages
      .filter((stage) => stage === IMAGES_ENVIRONMENT)
      .map(
        (stage) =>
          `${keyOf(["stages"])}: expected other names than that of the environment that builds images, found "${stage}"`,
      ),
    ...twice("pullAccounts", "account", pullAccounts),
    ...Object.entries(promotions).flatMap(([to, from]) => {
      const key = keyOf(["promotions", to]);
      if (from === to) return [`${key}: expected another stage than this one, found "${from}"`];
      return [to, from]
        .filter((stage) => !stages.includes(stage))
        .map((stage) => `${key}: expected stages of ${keyOf(["stages"])}, found "${stage}"`);
    }),
  ];
}

function twice(key: string, what: string, values: readonly string[]): readonly string[] {
  return values
    .filter((value, index) => values.indexOf(value) !== index)
    .map((value) => `${keyOf([key])}: expected each ${what} once, found ${JSON.stringify(value)} again`);
}

function providerProblems({ github, githubProvider }: Readonly<Record<string, unknown>>): readonly string[] {
  if (githubProvider === undefined || github !== undefined) return [];
  return [
    `${keyOf(["githubProvider"])}: expected this key only beside ${keyOf(["github"])}, found ${JSON.stringify(githubProvider)}`,
  ];
}
