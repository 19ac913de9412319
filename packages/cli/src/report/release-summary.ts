import type { CommandLine } from "../command-line.ts";
import type { Promotion } from "../promote/promote.ts";
import type { ReleaseController } from "../release/controller.ts";
import { printable } from "../terminal.ts";
import { reportMarkdown } from "./markdown.ts";
import { readReport, reportSource } from "./read-report.ts";

/** There is a release to report on. */
const RELEASED: readonly Promotion["outcome"][] = [
  "in-service",
  "rolled-back",
  "under-way",
  "waits-for-person",
];

/**
 * The newest release of a stage, figure by figure, for the summary of the job that waited for it. Where it cannot be
 * read the summary says why: the release itself stands.
 */
export async function releaseSummary(
  stage: string,
  { outcome }: Pick<Promotion, "outcome">,
  controller: Pick<ReleaseController, "ask">,
  env: CommandLine["env"],
): Promise<readonly string[]> {
  if (!RELEASED.includes(outcome)) return [];
  try {
    const source = await reportSource(stage, env, controller);
    return ["", reportMarkdown(await readReport(source, "rollout", "latest"))];
  } catch (error) {
    const why = error instanceof Error ? printable(error.message) : "for a reason unknown";
    return ["", `The report of the release could not be read: ${why}`];
  }
}
