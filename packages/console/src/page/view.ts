import type {
  Alarm,
  Deed,
  EvidenceMoment,
  FigureRow,
  HistoryEvent,
  Split,
  Verb,
  Verdict,
  Warmth,
  Weighed,
} from "../model.ts";

/** What the page says, as pure functions of what it was told. */

/** What an order does, for whoever is about to give it. */
export const ORDERS: Readonly<Record<Verb, readonly [title: string, text: string]>> = {
  approve: ["Approve", "The next step begins, as the plan wants a person to say so."],
  pause: ["Pause", "The weights stay as they are until somebody says resume. Alarms still roll back."],
  resume: ["Resume", "The release goes on from where it stands; a moved alias is accepted as it is."],
  promote: ["Promote", "This one step ends without the evidence that its plan asks for."],
  abort: [
    "Abort",
    "Everyone goes back to the stable version at once. The image of a rollout is refused from then on.",
  ],
};

export function splitText({ primary, additional }: Split): string {
  return additional === undefined
    ? `Version ${primary} answers everyone.`
    : `Version ${additional.version} answers ${number(additional.weight)} %, version ${primary} the rest.`;
}

/** A figure as people read it; what was not measured is a dash and never a nought. */
export function figureText(value: number | null, unit: string): string {
  if (value === null) return "–";
  switch (unit) {
    case "share":
      return `${number(value * 100)} %`;
    case "ms":
      return value < 1 ? `${number(value)} ms` : `${Math.round(value).toLocaleString("en-US")} ms`;
    case "micro-dollars":
      // A millionth of a dollar a request is a thousandth of a dollar for a thousand.
      return `$${(value / 1000).toFixed(4)} a thousand`;
    default:
      return `${number(value)} ${unit}`;
  }
}

/** Three digits at most, as nobody reads more. */
export function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** A part of what decides, in words. */
export function partText(part: number): string {
  return part < 0 ? "none" : `${number(part * 100)} %`;
}

/** The evidence of a release over time, a guardrail each: what events tell of it and what was read since, in order. */
export function trailsOf(
  moments: readonly EvidenceMoment[],
): ReadonlyMap<string, readonly (Weighed & { readonly atMs: number })[]> {
  const byTime = new Map(moments.map((moment) => [moment.atMs, moment]));
  const trails = new Map<string, (Weighed & { readonly atMs: number })[]>();
  for (const [atMs, { guardrails }] of [...byTime].toSorted(([a], [b]) => a - b)) {
    for (const [guardrail, weighed] of Object.entries(guardrails)) {
      const trail = trails.get(guardrail) ?? [];
      trail.push({ atMs, ...weighed });
      trails.set(guardrail, trail);
    }
  }
  return trails;
}

/** How a version's requests were routed, as shares, or undefined where nothing was measured. */
export function routingOf(
  figures: readonly FigureRow[],
  arm: "stable" | "candidate",
): readonly (readonly [title: string, share: number])[] | undefined {
  const shares = ["fastShare", "llmShare", "fallbackShare"].flatMap((id) => {
    const figure = figures.find((each) => each.id === id);
    const share = figure?.[arm] ?? null;
    return figure === undefined || share === null ? [] : [[figure.title, share] as const];
  });
  return shares.length === 0 ? undefined : shares;
}

export const VERDICTS: Readonly<Record<Verdict["kind"], string>> = {
  harmful: "harmful",
  "proven-ok": "proven to be no worse",
  undecided: "undecided",
};

export function eventText({ by, from, to, why, weightAfter, number: id }: HistoryEvent): string {
  const move = from === to ? to : `${from} → ${to}`;
  return `${id}. ${move}, ${number(weightAfter)} %, by ${by}: ${why}`;
}

export function deedText({ by, what, why }: Deed): string {
  return `${what}, by ${by}${why === undefined ? "" : `: ${why}`}`;
}

export function alarmText({ name, state, reason }: Alarm): string {
  return state === "ALARM"
    ? `${name} is going off: ${reason}`
    : `${name}: ${state.toLowerCase().replaceAll("_", " ")}`;
}

export function warmthText({ version, requested, available, state }: Warmth): string {
  return `Version ${version}: ${available} of ${requested} environments ready (${state.toLowerCase()})`;
}

/** In UTC. */
export function time(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** The hour and minute of a day in UTC. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}

/** Change of a figure from stable to candidate, in percent. */
export function changeText({ stable, candidate }: FigureRow): string {
  if (stable === null || candidate === null || stable === 0) return "–";
  const percent = (candidate / stable - 1) * 100;
  return `${percent > 0 ? "+" : ""}${number(percent)} %`;
}
