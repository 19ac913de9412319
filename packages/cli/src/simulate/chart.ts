import type { Guardrail, Plan, SimulationResult, StateName, World } from "@switchyard/rollout";
import { stretchesOf } from "./stretches.ts";
import { COLOURS, clip, line, type Point, polyline, rect, svgDocument, text, ticksOfTime } from "./svg.ts";

/** One release that was traced. */
export interface DrawnRun {
  readonly plan: Plan;
  readonly world: World;
  readonly result: SimulationResult;
}

const WIDTH = 960;
const LEFT = 84;
const RIGHT = 112;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const TOP = 130;
const PANEL_HEIGHT = 118;
const PANEL_GAP = 26;
const FOOT = 48;

/** Powers of ten of the e-value. Below a tenth and above thirty thousand nothing is decided any more. */
const LEAST_POWER = -1;
const MOST_POWER = 4.5;
const POWERS = [0, 1, 2, 3, 4];

const TITLES: Readonly<Record<Guardrail, string>> = {
  errors: "Errors",
  latency: "Latency",
  init: "Cold starts",
  cost: "Cost",
  "llm-share": "LLM share",
};

const OUTCOMES: Readonly<Partial<Record<StateName, string>>> = {
  completed: "completed",
  rolled_back: "rolled back",
  paused: "paused for a person",
};

/**
 * Draws the evidence for and against the candidate over time: a panel for each guardrail, its e-values in powers of ten,
 * the lines from which they decide, and the candidate's share of the requests behind them.
 */
export function drawEvidence({ plan, world, result }: DrawnRun): string {
  const guardrails = result.trace.findLast(({ verdicts }) => verdicts.length > 0)?.verdicts ?? [];
  const minutes = Math.max(1, result.trace.at(-1)?.minute ?? result.minutes);
  const x = (minute: number) => LEFT + (PLOT_WIDTH * Math.min(minute, minutes)) / minutes;
  const panels = guardrails.map(({ guardrail }, index) =>
    drawPanel(guardrail, TOP + index * (PANEL_HEIGHT + PANEL_GAP), result, x),
  );
  const bottom = TOP + Math.max(1, guardrails.length) * (PANEL_HEIGHT + PANEL_GAP) - PANEL_GAP;
  const height = bottom + FOOT;
  const ended = OUTCOMES[result.outcome] ?? `still ${result.outcome.replaceAll("_", " ")}`;
  const outcome = result.cause === "alarm" ? `${ended} by an alarm` : ended;
  const lasted = Math.ceil(result.minutes);
  const summary = `${outcome} after ${whole(lasted)} ${lasted === 1 ? "minute" : "minutes"}; the candidate failed ${whole(result.candidateFailures)} of its ${whole(result.candidateRequests)} requests`;
  return svgDocument(WIDTH, height, `Evidence over time: plan ${plan.name} in ${world.name}`, [
    text(LEFT, 34, `Plan ${plan.name} in “${world.name}”`, { size: 19, weight: 600 }),
    text(LEFT, 56, summary, { size: 13, fill: COLOURS.soft }),
    ...drawLegend(),
    ...stretchesOf(result.trace).map(({ fromMinute, toMinute, weight }) =>
      drawWeight(x(fromMinute), x(toMinute), weight),
    ),
    ...panels,
    ...drawTimeAxis(minutes, bottom, x),
    guardrails.length === 0
      ? text(LEFT + PLOT_WIDTH / 2, TOP + PANEL_HEIGHT / 2, "nothing was judged", { anchor: "middle" })
      : "",
  ]);
}

function drawLegend(): readonly string[] {
  const y = 84;
  const entry = (at: number, colour: string, label: string, dash = "") =>
    line({ x: at, y: y - 4 }, { x: at + 24, y: y - 4 }, colour, dash === "" ? 2 : 1.2, dash) +
    text(at + 30, y, label, { size: 12 });
  return [
    entry(LEFT, COLOURS.harm, "evidence of harm"),
    entry(LEFT + 150, COLOURS.harm, "harmful from here", "5 4"),
    entry(LEFT + 302, COLOURS.proof, "evidence of safety"),
    entry(LEFT + 456, COLOURS.proof, "proven from here", "2 3"),
    rect(LEFT + 604, y - 12, 24, 13, COLOURS.band, 0.16),
    text(LEFT + 634, y, "candidate’s share of requests", { size: 12 }),
  ];
}

function drawPanel(
  guardrail: Guardrail,
  top: number,
  { trace }: SimulationResult,
  x: (minute: number) => number,
): string {
  const y = (power: number) =>
    top + (PANEL_HEIGHT * (MOST_POWER - clip(power, LEAST_POWER, MOST_POWER))) / (MOST_POWER - LEAST_POWER);
  const seen = trace.flatMap(({ minute, verdicts }) => {
    const verdict = verdicts.find((each) => each.guardrail === guardrail);
    return verdict === undefined ? [] : [{ minute, verdict }];
  });
  const series = (name: string): readonly Point[] =>
    seen.map(({ minute, verdict }) => ({
      x: x(minute),
      y: y((verdict.numbers[name] ?? 0) / Math.LN10),
    }));
  const last = seen.at(-1)?.verdict;
  const level = (name: string) => y((last?.numbers[name] ?? 0) / Math.LN10);
  const across = (name: string, colour: string, dash: string) =>
    line({ x: LEFT, y: level(name) }, { x: LEFT + PLOT_WIDTH, y: level(name) }, colour, 1.2, dash);
  const verdictColour =
    last?.kind === "harmful" ? COLOURS.harm : last?.kind === "proven-ok" ? COLOURS.proof : COLOURS.soft;
  return [
    ...stretchesOf(trace).map(({ fromMinute, toMinute, weight }) =>
      drawStretch(x(fromMinute), x(toMinute), weight, top),
    ),
    ...POWERS.map(
      (power) =>
        line(
          { x: LEFT, y: y(power) },
          { x: LEFT + PLOT_WIDTH, y: y(power) },
          COLOURS.grid,
          power === 0 ? 1.2 : 0.7,
        ) + text(LEFT - 8, y(power) + 4, whole(10 ** power), { size: 11, anchor: "end", fill: COLOURS.soft }),
    ),
    across("logHarmNeeded", COLOURS.harm, "5 4"),
    across("logProofNeeded", COLOURS.proof, "2 3"),
    polyline(series("logProof"), COLOURS.proof),
    polyline(series("logHarm"), COLOURS.harm),
    rect(LEFT, top, PLOT_WIDTH, PANEL_HEIGHT, "none", 1, COLOURS.frame),
    text(LEFT + PLOT_WIDTH + 12, top + 16, TITLES[guardrail], { size: 14, weight: 600 }),
    text(LEFT + PLOT_WIDTH + 12, top + 34, last?.kind.replace("-", " ") ?? "", {
      size: 12,
      fill: verdictColour,
    }),
    text(20, top + PANEL_HEIGHT / 2, "e-value (odds)", {
      size: 11,
      anchor: "middle",
      fill: COLOURS.soft,
      rotated: true,
    }),
  ].join("");
}

/** The more requests the candidate gets, the darker. */
function drawStretch(from: number, to: number, weight: number, top: number): string {
  return rect(from, top, to - from, PANEL_HEIGHT, COLOURS.band, 0.03 + 0.0019 * weight);
}

const NARROWEST_LABEL = 34;

function drawWeight(from: number, to: number, weight: number): string {
  if (to - from < NARROWEST_LABEL) return "";
  return text((from + to) / 2, TOP - 7, `${weight} %`, {
    size: 11,
    anchor: "middle",
    fill: COLOURS.bandText,
  });
}

function drawTimeAxis(minutes: number, bottom: number, x: (minute: number) => number): readonly string[] {
  const { unit, every, perUnit } = ticksOfTime(minutes);
  const marks: string[] = [];
  for (let minute = 0; minute <= minutes; minute += every) {
    marks.push(
      line({ x: x(minute), y: bottom }, { x: x(minute), y: bottom + 5 }, COLOURS.frame, 1),
      text(x(minute), bottom + 19, String(minute / perUnit), {
        size: 11,
        anchor: "middle",
        fill: COLOURS.soft,
      }),
    );
  }
  const title = `${unit} since the release began`;
  return [
    ...marks,
    text(LEFT + PLOT_WIDTH / 2, bottom + 38, title, { size: 12, anchor: "middle", fill: COLOURS.soft }),
  ];
}

function whole(number: number): string {
  return number.toLocaleString("en-US");
}
