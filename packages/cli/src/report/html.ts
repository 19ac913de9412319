import { drawChanges } from "./change-chart.ts";
import type { ReleaseReport } from "./report.ts";
import { cellsOf, eventLines, HEADS, METHOD, summaryOf, titleOf } from "./texts.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2933; --paper: #fff; --line: #d3dae1; --soft: #52606d; --good: #0f766e; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --paper: #12181f; --line: #33404d; --soft: #a5b1bd; --good: #5eead4; --bad: #ff9b9b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper); }
div, figure { overflow-x: auto; }
figure { margin: 1.5rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); }
th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.met { color: var(--good); } .not-met { color: var(--bad); }
`;

/** The report as one file that needs no other, and no script. */
export function reportHtml(report: ReleaseReport): string {
  const { rows, verdicts, findings, story } = report;
  const title = escape(titleOf(report));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escape(summaryOf(report))}</p>
<div role="region" tabindex="0" aria-label="Figures">
<table>
<caption>${escape(METHOD)}</caption>
<thead><tr>${HEADS.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(cellsOf(row))).join("\n")}
</tbody>
</table>
</div>
${chart(drawChanges(rows))}${listed(
  "The judge",
  verdicts.map(({ guardrail, kind, evidence }) => `${guardrail}: ${kind}: ${evidence}`),
)}${listed("Findings", findings)}${listed("What happened", eventLines(story.events))}</main>
</body>
</html>
`;
}

/** Inside a page an image needs no namespace, so the file names no address at all. */
function chart(svg: string | undefined): string {
  return svg === undefined
    ? ""
    : `<figure role="region" tabindex="0" aria-label="Chart">${svg.replace(/ xmlns="[^"]*"/, "")}</figure>\n`;
}

function rowHtml([first = "", ...rest]: readonly string[]): string {
  const verdict = rest.at(-1) ?? "";
  const cells = rest.map((cell, index) => {
    const mark = index === rest.length - 1 ? ` class="${verdict.replaceAll(" ", "-")}"` : "";
    return `<td${mark}>${escape(cell)}</td>`;
  });
  return `<tr><th scope="row">${escape(first)}</th>${cells.join("")}</tr>`;
}

function listed(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<h2>${title}</h2>\n<ul>\n${lines.map((line) => `<li>${escape(line)}</li>`).join("\n")}\n</ul>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
