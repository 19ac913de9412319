import { catalogue, type Figure, type FigureFormula, type FigureUnit, figures } from "@switchyard/metrics";
import {
  byVersion,
  type Content,
  type DashboardSubject,
  gateway,
  graphOf,
  type Line,
  type Row,
  search,
  THIRD,
  versionsOf,
} from "./dashboard-widgets.ts";

const IN_A_ROW = 3;
const HEIGHT = 6;

const AXES: Readonly<Record<FigureUnit, string>> = {
  ms: "ms",
  share: "share, 0 to 1",
  "micro-dollars": "micro-dollars",
  MB: "MB",
};

/** A graph for each figure that people judge the router by, under the figure's own title. */
export function figureRows(subject: DashboardSubject): readonly Row[] {
  const contents = Object.values(figures).map((figure: Figure) => contentOf(subject, figure));
  return Array.from({ length: Math.ceil(contents.length / IN_A_ROW) }, (_, row) => ({
    height: HEIGHT,
    contents: contents.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW),
  }));
}

function contentOf(subject: DashboardSubject, { title, unit, formula }: Figure): Content {
  if (formula.kind === "reported-memory") return memoryContent(subject, title, formula.percent);
  return graphOf(subject, title, THIRD, linesOf(subject, formula), AXES[unit]);
}

function linesOf(
  subject: DashboardSubject,
  formula: Exclude<FigureFormula, { readonly kind: "reported-memory" }>,
): readonly Line[] {
  const { stage } = subject;
  switch (formula.kind) {
    case "percentile":
      return [byVersion(stage, formula.metric, `p${formula.percent}`)];
    case "mean":
      return [byVersion(stage, formula.metric, "Average")];
    case "share":
      // Sent with every request as 0 or 1, so that its mean is the share.
      return [byVersion(stage, formula.part, "Average")];
    case "share-without": {
      const of = search(versionsOf(stage, formula.part), "Average");
      return [{ search: `1 - ${of}`, label: `1 - ${catalogue[formula.part].name}` }];
    }
    case "gateway-share": {
      const [part, others] = [formula.part, formula.others].map((name, index) => ({
        ...gateway(subject, name),
        hiddenAs: `m${index}`,
      }));
      if (part === undefined || others === undefined) return [];
      return [part, others, { search: "m0 / (m0 + m1)", label: formula.part }];
    }
  }
}

/** Lambda writes down what was used with each request, and has no metric of it. */
function memoryContent({ region, functionName }: DashboardSubject, title: string, percent: number): Content {
  return {
    type: "log",
    width: THIRD,
    properties: {
      title,
      region,
      view: "timeSeries",
      query: `SOURCE '/aws/lambda/${functionName}' | filter @type = "REPORT" | stats pct(@maxMemoryUsed / 1000000, ${percent}) as MB by bin(5m)`,
    },
  };
}
