import type { Alarm, HistoryEvent, Metrics, Status, Verdict, Warmth } from "../model.ts";
import { mostOf, pathOf, sharesOf } from "./charts.ts";
import { byId, element, setLines, setText, svg, table } from "./dom.ts";
import {
  alarmText,
  changeText,
  eventText,
  evidenceOf,
  figureText,
  number,
  releasesIn,
  splitText,
  time,
  VERDICTS,
  warmthText,
} from "./view.ts";

const WIDTH = 320;
const HEIGHT = 90;
const BAR = 10;

export function showStatus(status: Status): void {
  const { state, sentence, split, pending, verdicts } = status;
  setText(byId("state"), state.replaceAll("_", " "));
  setText(byId("sentence"), sentence);
  setText(byId("pending"), pending ?? "");
  const text = splitText(split);
  setText(byId("split-text"), text);
  const bar = byId("split");
  bar.setAttribute("aria-label", text);
  const weight = split.additional?.weight ?? 0;
  bar.replaceChildren(
    svg(
      "svg",
      { viewBox: `0 0 100 ${BAR / 2}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "stable", x: "0", y: "0", width: String(100 - weight), height: String(BAR / 2) }),
      svg("rect", {
        class: "candidate",
        x: String(100 - weight),
        y: "0",
        width: String(weight),
        height: String(BAR / 2),
      }),
    ),
  );
  showVerdicts(verdicts);
}

function showVerdicts(verdicts: readonly Verdict[]): void {
  byId("no-evidence").hidden = verdicts.length > 0;
  byId("guardrails").replaceChildren(
    ...verdicts.map((verdict) => {
      const { guardrail, kind, evidence } = verdict;
      const { harm, proof } = evidenceOf(verdict);
      const label = `Evidence of harm ${number(harm * 100)} % of what decides, of safety ${number(proof * 100)} %`;
      return element(
        "div",
        {},
        element("h3", {}, `${guardrail}: ${VERDICTS[kind]}`),
        svg(
          "svg",
          { viewBox: "0 0 100 6", preserveAspectRatio: "none", role: "img", "aria-label": label },
          svg("rect", { class: "track", x: "0", y: "0", width: "100", height: "6" }),
          svg("rect", { class: "harm", x: "0", y: "0", width: String(harm * 100), height: "3" }),
          svg("rect", { class: "proof", x: "0", y: "3", width: String(proof * 100), height: "3" }),
        ),
        element("p", { class: "soft" }, evidence),
      );
    }),
  );
}

export function showMetrics(metrics: Metrics): void {
  const { stable, candidate, windowMinutes, figures, minutes, histogram } = metrics;
  const heads = [
    "Figure",
    `Version ${stable}`,
    ...(candidate === undefined ? [] : [`Version ${candidate}`, "Change"]),
  ];
  const rows = figures.map((figure) => [
    figure.title,
    `${figureText(figure.stable, figure.unit)}${figure.isOfStage === true ? " of the stage" : ""}`,
    ...(candidate === undefined ? [] : [figureText(figure.candidate, figure.unit), changeText(figure)]),
  ]);
  byId("figures").replaceChildren(
    ...table(`Over the last ${windowMinutes} minutes; – was not measured`, heads, rows),
  );
  const series = <T>(pick: (point: (typeof minutes)[number]["stable"]) => T) =>
    [minutes.map((minute) => pick(minute.stable)), minutes.map((minute) => pick(minute.candidate))] as const;
  const share = ({
    requests,
    errors,
  }: {
    readonly requests: number;
    readonly errors: number;
  }): number | null => (requests === 0 ? null : errors / requests);
  byId("charts").replaceChildren(
    chart(
      "Requests a minute",
      series(({ requests }) => requests),
      1,
      (most) => number(most),
    ),
    chart("Error share", series(share), 0.01, (most) => `${number(most * 100)} %`),
    chart(
      "Response time, median",
      series(({ p50Ms }) => p50Ms),
      1,
      (most) => `${number(most)} ms`,
    ),
    chart(
      "Response time, p95",
      series(({ p95Ms }) => p95Ms),
      1,
      (most) => `${number(most)} ms`,
    ),
    histogramChart(histogram),
  );
}

type Series = readonly [stable: readonly (number | null)[], candidate: readonly (number | null)[]];

function chart(
  title: string,
  [stable, candidate]: Series,
  floor: number,
  text: (most: number) => string,
): HTMLElement {
  const most = mostOf([stable, candidate], floor);
  const last = (values: readonly (number | null)[]): string => {
    const value = values.findLast((each) => each !== null);
    return value === undefined || value === null ? "–" : text(value);
  };
  const caption = `${title}: stable ${last(stable)}, candidate ${last(candidate)} (dashed); up to ${text(most)}`;
  return element(
    "figure",
    {},
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": caption },
      svg("rect", { class: "frame", x: "0", y: "0", width: String(WIDTH), height: String(HEIGHT) }),
      svg("path", { class: "path stable", d: pathOf(stable, WIDTH, HEIGHT, most) }),
      svg("path", { class: "path candidate", d: pathOf(candidate, WIDTH, HEIGHT, most) }),
    ),
    element("figcaption", {}, caption),
  );
}

function histogramChart({ boundsMs, stable, candidate }: Metrics["histogram"]): HTMLElement {
  const shares = [sharesOf(stable), sharesOf(candidate)] as const;
  const most = mostOf(shares, 0.01);
  const width = WIDTH / (boundsMs.length + 1);
  const bars = shares.flatMap((values, arm) =>
    values.map((value, index) =>
      svg("rect", {
        class: arm === 0 ? "stable" : "candidate",
        x: String(index * width + (arm * width) / 2),
        y: String(HEIGHT - (value / most) * HEIGHT),
        width: String(width / 2 - 1),
        height: String((value / most) * HEIGHT),
      }),
    ),
  );
  const caption = `Response times by share: up to ${boundsMs.map((bound) => number(bound)).join(", ")} ms, and longer`;
  return element(
    "figure",
    {},
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": caption }, ...bars),
    element("figcaption", {}, caption),
  );
}

export function showAlarms(alarms: readonly Alarm[]): void {
  setLines(byId("alarms"), alarms.map(alarmText), (text) => (text.includes(" is going off: ") ? "bad" : ""));
}

export function showWarmth(warmth: readonly Warmth[]): void {
  setLines(byId("warmth"), warmth.map(warmthText));
}

const PAGE = 50;

/** The newest events, and more of them when asked: a page with ten thousand would be none. */
export function showEvents(events: readonly HistoryEvent[], shown: number): void {
  const newest = events.slice(-shown).toReversed();
  const list = byId("events");
  list.setAttribute("start", String(events.length));
  setLines(
    list,
    newest.map((event) => `${time(event.atMs)}  ${eventText(event)}`),
  );
  setText(
    byId("events-count"),
    events.length === 0 ? "Nothing was released here yet." : `${events.length} in all`,
  );
  byId("older").hidden = shown >= events.length;
  const rows = releasesIn(events).slice(0, PAGE);
  byId("history").replaceChildren(
    ...table(
      "The last fifty, newest first",
      ["Release", "Begun", "Ended", "Outcome", "Why"],
      rows.map(({ id, begunMs, endedMs, outcome, why }) => [
        id,
        time(begunMs),
        endedMs === undefined ? "–" : time(endedMs),
        outcome.replaceAll("_", " "),
        why,
      ]),
      5,
    ),
  );
}
