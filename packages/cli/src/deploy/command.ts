import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandLine } from "../command-line.ts";
import { LOCAL_STACK } from "../local/stack.ts";
import { parsePositive } from "../numbers.ts";
import { FOUNDATION } from "../projects.ts";
import { withAuthor } from "../release/author.ts";
import { STAGES, type Stage } from "../release/target.ts";
import { cloudOf } from "../target-cloud.ts";
import { build } from "./build.ts";
import { type DeployOptions, deployStage } from "./deploy-stage.ts";
import { openDeployer } from "./open-deployer.ts";
import { REQUESTS_PER_MONTH } from "./plan-cost.ts";
import { parseDigest } from "./stage-target.ts";

interface BuildOptions {
  readonly foundation?: string;
  readonly release?: string;
  readonly json?: true;
}

/** The foundation of the account that holds the images. */
const MAIN = "main";

/** `build` and `deploy`: the image once, then a stage with it. */
export function addDeployCommands(program: Command, line: CommandLine): void {
  program
    .command("build")
    .description("build the router's image and push it to the account's repository")
    .option("--foundation <stack>", "stack of switchyard-foundation (main; on the local cloud, local)")
    .option("--release <label>", "label of the image; a new one makes a new digest of the same code")
    .option("--json", "print the image as JSON")
    .action(async ({ foundation, release, json }: BuildOptions) => {
      const stack = foundation ?? (cloudOf(MAIN, line.env) === "local" ? LOCAL_STACK : MAIN);
      const { deployer } = await openDeployer(stack, line);
      try {
        const image = await build(deployer, { project: FOUNDATION, stack, release });
        line.terminal.out(json === true ? JSON.stringify(image) : image.imageUri);
      } finally {
        await deployer.close();
      }
    });

  const deploy = program
    .command("deploy")
    .description("deploy a stage: publishes a version and files its release, and shifts no traffic")
    .addOption(
      new Option("--stage <stage>", "which; on AWS by the Pulumi CLI").choices(STAGES).makeOptionMandatory(),
    )
    .option(
      "--digest <digest>",
      "image of the repository; without it, the one that was built last",
      parseDigest,
    )
    .addOption(
      new Option("--config <key=value>", "setting over the stage's file; may be given several times")
        .argParser(addSetting)
        .default({}, "none"),
    )
    .option("--preview", "show what would change, and change nothing")
    .option("--release", "see to its release, too, and stay until the verdict")
    .option(
      "--plan <plan>",
      "of the release: quick, standard, careful, or a JSON file; the stage's own without it",
    )
    .option("--timeout-minutes <minutes>", "stop waiting after this; exit code 4 then", parsePositive)
    .addOption(requestsOption())
    .option("--summary <file>", "add the changes and what they cost to a file, as Markdown")
    .option("--json", "print the outcome as JSON");
  withAuthor(deploy, "deployment").action(
    ({ stage, ...options }: DeployOptions & { readonly stage: Stage }) => deployStage(line, stage, options),
  );
}

/** What the plan's cost is reckoned with. */
export function requestsOption(): Option {
  return new Option("--requests-per-month <n>", "what the change of the bill is reckoned with")
    .argParser(parsePositive)
    .default(REQUESTS_PER_MONTH);
}

type Settings = Readonly<Record<string, string>>;

function addSetting(text: string, before: Settings): Settings {
  const [key = "", ...value] = text.split("=");
  if (!/^[\w-]+:[\w-]+$/.test(key) || value.length === 0) {
    throw new InvalidArgumentError(
      `expected key=value with a key such as switchyard:logQueries, found "${text}"`,
    );
  }
  return { ...before, [key]: value.join("=") };
}
