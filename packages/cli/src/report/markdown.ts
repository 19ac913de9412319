import { changesAsText } from "./change-text.ts";
import type { ReleaseReport } from "./report.ts";
import type { KpiRow } from "./rows.ts";
import { cellsOf, eventLines, HEADS, METHOD, summaryOf, titleOf } from "./texts.ts";

/** The report for a job's summary, a pull request or a wiki. */
export function reportMarkdown(report: ReleaseReport): string {
  const { rows, verdicts, findings, story } = report;
  return [
    `# ${plain(titleOf(report))}`,
    "",
    plain(summaryOf(report)),
    "",
    ...figureTable(rows),
    "",
    METHOD,
    ...drawn(changesAsText(rows)),
    ...listed(
      "The judge",
      verdicts.map(({ guardrail, kind, evidence }) => `${guardrail}: ${kind}: ${evidence}`),
    ),
    ...listed("Findings", findings),
    ...listed("What happened", eventLines(story.events)),
    "",
  ].join("\n");
}

/** The figures alone. */
export function figureTable(rows: readonly KpiRow[]): readonly string[] {
  return [
    `| ${HEADS.join(" | ")} |`,
    `| ${HEADS.map((_, column) => (column === 0 || column === HEADS.length - 1 ? "---" : "---:")).join(" | ")} |`,
    ...rows.map((row) => `| ${cellsOf(row).map(plain).join(" | ")} |`),
  ];
}

function drawn(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", "```text", ...lines, "```"];
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines.map((line) => `- ${plain(line)}`)];
}

/** Text from elsewhere as text: no markup, no cells, no lines of its own. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\|<>*_`[\]#]/g, "\\$&");
}
