import type { Metrics, Point } from "../model.ts";
import { byId, element, fillTable, setText, svg } from "./dom.ts";
import { barChart, type Chart, type Lines, lineChart, type Series } from "./line-chart.ts";
import { changeText, figureText, number, routingOf } from "./view.ts";

const ARMS = ["stable", "candidate"] as const;
type Arm = (typeof ARMS)[number];

const milliseconds = (value: number): string => `${number(value)} ms`;

const CHARTS: readonly {
  readonly title: string;
  readonly pick: (point: Point) => number | null;
  readonly floor: number;
  readonly text: (value: number) => string;
}[] = [
  { title: "Requests a minute", pick: ({ requests }) => requests, floor: 1, text: number },
  {
    title: "Error share",
    pick: ({ requests, errors }) => (requests === 0 ? null : errors / requests),
    floor: 0.01,
    text: (value) => `${number(value * 100)} %`,
  },
  { title: "Response time, median", pick: ({ p50Ms }) => p50Ms, floor: 1, text: milliseconds },
  { title: "Response time, p95", pick: ({ p95Ms }) => p95Ms, floor: 1, text: milliseconds },
  { title: "Cold start, median", pick: ({ initMs }) => initMs, floor: 1, text: milliseconds },
];

/** Figures and charts of both versions, or of the one that there is. */
export function setUpMetrics(): (metrics: Metrics) => void {
  const charts: readonly Chart<Lines>[] = CHARTS.map(({ title }) => lineChart(title));
  const histogram = barChart("Response times in milliseconds");
  byId("charts").replaceChildren(...charts.map(({ figure }) => figure), histogram.figure);
  return (metrics) => {
    const { minutes } = metrics;
    showFigures(metrics);
    showRouting(metrics);
    CHARTS.forEach(({ pick, floor, text }, at) => {
      charts[at]?.show({
        series: seriesOf(metrics, (arm) => minutes.map((minute) => pick(minute[arm]))),
        timesMs: minutes.map(({ atMs }) => atMs),
        floor,
        text,
      });
    });
    const { boundsMs } = metrics.histogram;
    histogram.show({
      series: seriesOf(metrics, (arm) => metrics.histogram[arm]),
      labels: [...boundsMs.map((bound) => `to ${number(bound)}`), `above ${number(boundsMs.at(-1) ?? 0)}`],
    });
  };
}

function seriesOf<T extends readonly (number | null)[]>(
  { stable, candidate }: Metrics,
  valuesOf: (arm: Arm) => T,
): readonly (Series & { readonly values: T })[] {
  const of = (arm: Arm, version: string) => ({
    name: `version ${version}`,
    look: arm,
    values: valuesOf(arm),
  });
  return [of("stable", stable), ...(candidate === undefined ? [] : [of("candidate", candidate)])];
}

function showFigures({ stable, candidate, windowMinutes, figures }: Metrics): void {
  const table = byId("figures");
  if (!(table instanceof HTMLTableElement)) throw new Error("The page has no table of figures.");
  fillTable(table, {
    caption: `Over the last ${windowMinutes} minutes; – was not measured`,
    heads: [
      "Figure",
      `Version ${stable}`,
      ...(candidate === undefined ? [] : [`Version ${candidate}`, "Change"]),
    ],
    rows: figures.map((figure) => [
      figure.title,
      `${figureText(figure.stable, figure.unit)}${figure.isOfStage === true ? " of the stage" : ""}`,
      ...(candidate === undefined ? [] : [figureText(figure.candidate, figure.unit), changeText(figure)]),
    ]),
  });
}

/** Who decided: a bar for each version, and the same in words. */
function showRouting({ stable, candidate, figures }: Metrics): void {
  const bars = ARMS.flatMap((arm) => {
    const version = arm === "stable" ? stable : candidate;
    const shares = routingOf(figures, arm);
    if (version === undefined || shares === undefined) return [];
    const text = shares.map(([title, share]) => `${title.toLowerCase()} ${number(share * 100)} %`).join(", ");
    return [{ text: `Version ${version}: ${text}`, shares }];
  });
  const list = byId("routing");
  bars.forEach(({ text, shares }, at) => {
    const item = list.children[at] ?? list.appendChild(element("li", {}, element("span"), element("div")));
    const [words, drawing] = [item.children[0], item.children[1]];
    if (words !== undefined) setText(words, text);
    drawing?.replaceChildren(routingBar(shares));
  });
  while (list.children.length > bars.length) list.lastElementChild?.remove();
}

function routingBar(shares: readonly (readonly [title: string, share: number])[]): SVGElement {
  let from = 0;
  const parts = shares.map(([, share], at) => {
    const part = svg("rect", {
      class: `routing-${at}`,
      x: String(from * 100),
      y: "0",
      width: String(share * 100),
      height: "3",
    });
    from += share;
    return part;
  });
  return svg("svg", { viewBox: "0 0 100 3", preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts);
}
