/** The configuration that a program sees: stack file over project file, as the Pulumi CLI merges them. */
import { z } from "zod";
import { EngineError } from "./engine-error.ts";

/** A value that somebody gives to one deployment, over those in the files. */
export type ConfigOverride = string | { readonly secret: string };

export interface ProgramConfig {
  /** By full key, `namespace:key`. Lists and objects are JSON text. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

const Declaration = z.strictObject({
  type: z.enum(["string", "boolean", "integer", "array", "object"]).optional(),
  items: z.unknown().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
  default: z.unknown().optional(),
  value: z.unknown().optional(),
});
type Declaration = z.infer<typeof Declaration>;

export interface ConfigSources {
  readonly project: string;
  /** `config:` of Pulumi.yaml. */
  readonly projectConfig: Readonly<Record<string, unknown>>;
  /** `config:` of the stack's file, and that file's name for messages. */
  readonly stackConfig: Readonly<Record<string, unknown>>;
  readonly stackFile: string;
  readonly overrides: Readonly<Record<string, ConfigOverride>>;
  /** Keys that can have one value only where the stack is deployed to; they may be absent. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** Merges the sources. Throws with every problem at once. */
export function resolveConfig(sources: ConfigSources): ProgramConfig {
  const { project, stackFile } = sources;
  const problems: string[] = [];
  const values = new Map<string, string>();
  const secretKeys = new Set<string>();
  const set = (key: string, value: unknown, where: string): void => {
    const problem = valueProblem(value);
    if (problem === undefined) values.set(key, textOf(value));
    else problems.push(`${where}: ${key} ${problem}`);
  };

  const declarations = new Map<string, Declaration>();
  for (const [name, raw] of Object.entries(sources.projectConfig)) {
    const key = fullKey(project, name, problems, "Pulumi.yaml");
    const declaration = readDeclaration(raw, `Pulumi.yaml: ${key}`, problems);
    if (declaration === undefined) continue;
    declarations.set(key, declaration);
    const given = declaration.value ?? declaration.default;
    if (given !== undefined) set(key, given, "Pulumi.yaml");
    if (declaration.secret === true) secretKeys.add(key);
  }
  for (const [name, value] of Object.entries(sources.stackConfig)) {
    set(fullKey(project, name, problems, stackFile), value, stackFile);
  }
  for (const [name, override] of Object.entries(sources.overrides)) {
    const key = fullKey(project, name, problems, "override");
    values.set(key, typeof override === "string" ? override : override.secret);
    if (typeof override !== "string") secretKeys.add(key);
  }
  for (const [key, { type }] of declarations) {
    const value = values.get(key);
    if (value === undefined) {
      problems.push(`${stackFile}: ${key} has no value, and Pulumi.yaml declares it without a default`);
    } else if (type !== undefined && !fits(value, type)) {
      const shown = secretKeys.has(key) ? "" : `, found ${JSON.stringify(value)}`;
      problems.push(`${stackFile}: ${key} must be of type ${type}${shown}`);
    }
  }
  for (const [key, only] of Object.entries(sources.fixed)) {
    const value = values.get(key);
    if (value === undefined || value === only) continue;
    problems.push(
      `${stackFile}: ${key} must be ${JSON.stringify(only)} here, found ${JSON.stringify(value)}`,
    );
  }
  if (problems.length > 0) {
    throw new EngineError(
      `The configuration is not valid:\n${[...new Set(problems)].map((problem) => `- ${problem}`).join("\n")}`,
    );
  }
  return { values: Object.fromEntries(values), secretKeys: [...secretKeys] };
}

/** A key without a namespace belongs to the project. */
function fullKey(project: string, name: string, problems: string[], where: string): string {
  const parts = name.split(":");
  if (parts.length > 2 || parts.includes(""))
    problems.push(`${where}: '${name}' is no key: expected namespace:key`);
  return parts.length === 1 ? `${project}:${name}` : name;
}

/** In Pulumi.yaml an object is a declaration, anything else a value. */
function readDeclaration(raw: unknown, where: string, problems: string[]): Declaration | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return { value: raw };
  if ("secure" in raw) {
    problems.push(`${where} ${ENCRYPTED}`);
    return undefined;
  }
  const result = Declaration.safeParse(raw);
  if (result.success) return result.data;
  problems.push(...result.error.issues.map((issue) => [where, ...issue.path, issue.message].join(" ")));
  return undefined;
}

const ENCRYPTED =
  "is encrypted (`secure:`) for a passphrase that the local engine does not have. Leave it out of this stack's file and give the value to the deployment as a secret override";

function valueProblem(value: unknown): string | undefined {
  if (value === null || value === undefined) return "has no value";
  return holdsEncrypted(value) ? ENCRYPTED : undefined;
}

function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("secure" in value && Object.keys(value).length === 1) return true;
  return Object.values(value).some(holdsEncrypted);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fits(text: string, type: NonNullable<Declaration["type"]>): boolean {
  switch (type) {
    case "string":
      return true;
    case "boolean":
      return text === "true" || text === "false";
    case "integer":
      return /^-?\d+$/.test(text);
    case "array":
      return Array.isArray(parsed(text));
    case "object": {
      const value = parsed(text);
      return typeof value === "object" && value !== null && !Array.isArray(value);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
