import { mostOf, pathOf, sharesOf } from "./charts.ts";
import { element, fillTable, setText, svg, type Table } from "./dom.ts";
import { clockTime } from "./view.ts";

const WIDTH = 320;
const HEIGHT = 90;

export interface Series {
  readonly name: string;
  readonly look: "stable" | "candidate" | "harm" | "proof";
  readonly values: readonly (number | null)[];
}

/** Lines over the same times. */
export interface Lines {
  readonly series: readonly Series[];
  /** What the values stand at, in order. */
  readonly timesMs: readonly number[];
  /** The drawing goes at least so high, so that nothing looks like much. */
  readonly floor: number;
  /** A line across: what decides. */
  readonly bound?: number;
  readonly text: (value: number) => string;
}

export interface Chart<T> {
  readonly figure: HTMLElement;
  readonly show: (data: T) => void;
}

/** A drawing with its caption, and as a table for whoever asks. It is made once; what changes is changed in place. */
function frame(title: string) {
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  const caption = element("figcaption");
  const numbers = element("table");
  const details = element(
    "details",
    {},
    element("summary", {}, `${title} as a table`),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${title}` },
      numbers,
    ),
  );
  let table: Table | undefined;
  const fill = (): void => {
    if (details.open && table !== undefined) fillTable(numbers, table);
  };
  details.addEventListener("toggle", fill);
  return {
    figure: element("figure", {}, drawing, caption, details),
    draw: (text: string, parts: readonly SVGElement[], next: Table): void => {
      setText(caption, text);
      drawing.setAttribute("aria-label", text);
      drawing.replaceChildren(...parts);
      table = next;
      fill();
    },
  };
}

export function lineChart(title: string): Chart<Lines> {
  const { figure, draw } = frame(title);
  return {
    figure,
    show: ({ series, timesMs, floor, bound, text }) => {
      const labels = timesMs.map(clockTime);
      const most = mostOf(
        series.map(({ values }) => values),
        Math.max(floor, (bound ?? 0) * 1.1),
      );
      const told = (value: number | null | undefined): string =>
        value === null || value === undefined ? "–" : text(value);
      const latest = series.map(
        ({ name, values }) => `${name} ${told(values.findLast((each) => each !== null))}`,
      );
      const range = labels.length === 0 ? "" : `; from ${labels[0]} to ${labels.at(-1)}, up to ${text(most)}`;
      draw(
        `${title}: ${latest.join(", ")}${range}`,
        [
          svg("rect", { class: "frame", x: "0", y: "0", width: String(WIDTH), height: String(HEIGHT) }),
          ...(bound === undefined ? [] : [boundLine(HEIGHT - (bound / most) * HEIGHT)]),
          ...series.map(({ look, values }) =>
            svg("path", { class: `path ${look}`, d: pathOf(values, timesMs, WIDTH, HEIGHT, most) }),
          ),
        ],
        {
          caption: title,
          heads: ["Time", ...series.map(({ name }) => name)],
          rows: labels.map((label, at) => [label, ...series.map(({ values }) => told(values[at]))]),
        },
      );
    },
  };
}

function boundLine(y: number): SVGElement {
  return svg("line", { class: "bound", x1: "0", x2: String(WIDTH), y1: String(y), y2: String(y) });
}

/** Counts by bucket, shown as shares, so that a small version can be held against a large one. */
export interface Bars {
  readonly series: readonly (Series & { readonly values: readonly number[] })[];
  readonly labels: readonly string[];
}

export function barChart(title: string): Chart<Bars> {
  const { figure, draw } = frame(title);
  return {
    figure,
    show: ({ series, labels }) => {
      const shares = series.map(({ values }) => sharesOf(values));
      const most = mostOf(shares, 0.01);
      const width = WIDTH / labels.length;
      const thickness = width / series.length;
      const bars = shares.flatMap((values, row) =>
        values.map((value, at) =>
          svg("rect", {
            class: series[row]?.look ?? "",
            x: String(at * width + row * thickness),
            y: String(HEIGHT - (value / most) * HEIGHT),
            width: String(Math.max(1, thickness - 1)),
            height: String((value / most) * HEIGHT),
          }),
        ),
      );
      draw(`${title}: ${labels.join(", ")}`, bars, {
        caption: `${title}, counts`,
        heads: ["Range", ...series.map(({ name }) => name)],
        rows: labels.map((label, at) => [label, ...series.map(({ values }) => String(values[at] ?? 0))]),
      });
    },
  };
}
