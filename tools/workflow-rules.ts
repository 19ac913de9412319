import { parse } from "yaml";

/** A workflow or composite action, and what else of the repository it is judged by. */
export interface WorkflowFile {
  /** From the root, such as `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly text: string;
}

export interface Surroundings {
  /** Executable files of the repository, from the root. */
  readonly executables: readonly string[];
  /** Environments that the foundation makes a role for. */
  readonly environments: readonly string[];
  /** Names of our packages, and of their folders. */
  readonly packages: readonly string[];
  /** Runners that GitHub has; the linter's list is older. */
  readonly runners: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

interface Job {
  readonly name: string;
  readonly fields: Fields;
  readonly steps: readonly Fields[];
}

/** Everything that is wrong with a file, a sentence each. */
export function problemsOf(file: WorkflowFile, surroundings: Surroundings): readonly string[] {
  const document = fieldsOf(parse(file.text));
  const isWorkflow = file.path.includes("/workflows/");
  const jobs = isWorkflow ? jobsOf(document) : [actionAsJob(document)];
  const problems = [
    ...secretProblems(file.text),
    ...pinProblems(file.text, jobs),
    ...(isWorkflow ? workflowProblems(document) : []),
    ...jobs.flatMap((job) => [
      ...runProblems(job, surroundings),
      ...(isWorkflow ? jobProblems(job, surroundings) : []),
      ...checkoutProblems(job),
    ]),
    ...(file.path.endsWith("/ci.yml") ? ciProblems(file.text, jobs, surroundings) : []),
  ];
  return problems.map((problem) => `${file.path}: ${problem}`);
}

/** The scripts that a workflow's steps run. */
export function scriptsIn(file: WorkflowFile): readonly string[] {
  return jobsOf(fieldsOf(parse(file.text))).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => textOf(run) ?? []),
  );
}

/** Names of the repository's and the environments' variables that a file uses. */
export function variablesIn({ text }: WorkflowFile): readonly string[] {
  return Array.from(text.matchAll(/\bvars\.(\w+)/g), ([, name = ""]) => name);
}

function secretProblems(text: string): readonly string[] {
  const secrets = Array.from(text.matchAll(/\bsecrets[.[]\S*/g), ([found]) => found);
  const keys = Array.from(
    text.matchAll(/aws-(?:access-key-id|secret-access-key)|AKIA\w+/g),
    ([found]) => found,
  );
  return [...secrets, ...keys].map(
    (found) => `expected no stored key, found ${found}; roles are assumed by the environment's token`,
  );
}

const PINNED = /^[\w.-]+\/[\w.-]+(\/[\w./-]+)?@[0-9a-f]{40}$/;

function pinProblems(text: string, jobs: readonly Job[]): readonly string[] {
  const used = jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => textOf(uses) ?? []));
  const unpinned = used.filter((action) => !action.startsWith("./") && !PINNED.test(action));
  const commented = Array.from(text.matchAll(/uses:\s*(\S+@[0-9a-f]{40})(.*)$/gm));
  return [
    ...unpinned.map((action) => `expected an action by its commit, found ${action}`),
    ...commented
      .filter(([, , rest = ""]) => !/^ # v\d+\.\d+\.\d+$/.test(rest))
      .map(([, action = ""]) => `expected the version behind ${action} as a comment, such as "# v6.0.2"`),
  ];
}

function workflowProblems(document: Fields): readonly string[] {
  const triggers = triggersOf(document);
  const isReviewed = triggers.includes("pull_request");
  const concurrency = fieldsOf(document["concurrency"]);
  return [
    ...(JSON.stringify(document["permissions"]) === "{}"
      ? []
      : ["expected permissions: {} for the whole file, so that each job says its own"]),
    ...triggers
      .filter((trigger) => trigger === "pull_request_target" || trigger === "workflow_run")
      .map((trigger) => `expected no ${trigger}: it gives the code of strangers our rights`),
    ...(textOf(concurrency["group"]) === undefined ? ["expected a concurrency group, found none"] : []),
    ...(isReviewed || concurrency["cancel-in-progress"] === false
      ? []
      : ["expected cancel-in-progress: false; what deploys is never cut off"]),
  ];
}

function triggersOf(document: Fields): readonly string[] {
  // YAML 1.1 readers take the key `on` for true; this one does not.
  const on = document["on"];
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(fieldsOf(on));
}

function jobProblems(
  { name, fields, steps }: Job,
  { environments, runners }: Surroundings,
): readonly string[] {
  const permissions = fieldsOf(fields["permissions"]);
  const environment = textOf(fields["environment"]);
  const assumes = steps.some(({ uses }) => /prepare$|configure-aws-credentials/.test(textOf(uses) ?? ""));
  const runner = textOf(fields["runs-on"]) ?? "";
  const where = `job ${name}: `;
  const broad = Object.entries(permissions).filter(
    ([scope, level]) => level === "write" && scope !== "id-token" && scope !== "pull-requests",
  );
  return [
    ...(fields["permissions"] === undefined || typeof fields["permissions"] === "string"
      ? [`${where}expected permissions of its own, by scope`]
      : []),
    ...broad.map(([scope]) => `${where}expected no right to write ${scope}`),
    ...(typeof fields["timeout-minutes"] === "number" ? [] : [`${where}expected timeout-minutes`]),
    ...(runners.includes(runner) ? [] : [`${where}expected one of ${runners.join(", ")}, found ${runner}`]),
    ...(permissions["id-token"] === "write" && !assumes
      ? [`${where}expected no id-token where no role is assumed`]
      : []),
    ...(assumes && permissions["id-token"] !== "write" ? [`${where}expected id-token: write`] : []),
    ...(assumes && environment === undefined
      ? [`${where}expected an environment: the role trusts nothing else`]
      : []),
    ...(environment === undefined ||
    environment.startsWith("${{ inputs.") ||
    environments.includes(environment)
      ? []
      : [`${where}expected an environment of ${environments.join(", ")}, found ${environment}`]),
  ];
}

function runProblems({ name, steps }: Job, { executables }: Surroundings): readonly string[] {
  return steps.flatMap(({ run }) => {
    const script = textOf(run);
    if (script === undefined) return [];
    if (script.includes("${{")) {
      return [
        `job ${name}: expected values by env, found an expression in: ${script}; it would be run as it is`,
      ];
    }
    return executables.includes(script.replace(/^\.\//, ""))
      ? []
      : [`job ${name}: expected one executable script of the repository, found: ${script.split("\n")[0]}`];
  });
}

function checkoutProblems({ name, steps }: Job): readonly string[] {
  return steps
    .filter(({ uses }) => textOf(uses)?.startsWith("actions/checkout@") === true)
    .filter(({ with: given }) => fieldsOf(given)["persist-credentials"] !== false)
    .map(() => `job ${name}: expected persist-credentials: false at the checkout`);
}

function ciProblems(text: string, jobs: readonly Job[], { packages }: Surroundings): readonly string[] {
  const named = packages.filter((name) => new RegExp(`(^|[\\s/"'])${name}($|[\\s/"'])`, "m").test(text));
  return [
    ...(jobs.length === 1 ? [] : [`expected one job that is required, found ${jobs.length}`]),
    ...named.map((name) => `expected no package by name, found ${name}`),
  ];
}

function jobsOf(document: Fields): readonly Job[] {
  return Object.entries(fieldsOf(document["jobs"])).map(([name, job]) => {
    const fields = fieldsOf(job);
    return { name, fields, steps: stepsOf(fields["steps"]) };
  });
}

function actionAsJob(document: Fields): Job {
  return { name: "action", fields: document, steps: stepsOf(fieldsOf(document["runs"])["steps"]) };
}

function stepsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.trim() : undefined;
}
