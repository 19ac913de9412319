import type { Alarm, FigureRow, HistoryEvent, Split, Status, Verb, Verdict, Warmth } from "../model.ts";

/** What the page says, as pure functions of what it was told. */

const UNDER_WAY: readonly string[] = ["validating", "stepping", "baking"];

/** The orders that make sense in a state; the controller has the last word. */
export function ordersIn({ state }: Pick<Status, "state">): readonly Verb[] {
  if (UNDER_WAY.includes(state)) return ["pause", "promote", "abort"];
  switch (state) {
    case "paused":
      return ["approve", "resume", "promote", "abort"];
    case "incident":
      return ["pause", "abort"];
    case "drifted":
      return ["resume", "abort"];
    default:
      return [];
  }
}

/** What an order does, for whoever is about to give it. */
export const ORDERS: Readonly<Record<Verb, readonly [title: string, text: string]>> = {
  approve: ["Approve", "The next step begins, as the plan wants a person to say so."],
  pause: ["Pause", "The weights stay as they are until somebody says resume. Alarms still roll back."],
  resume: ["Resume", "The release goes on from where it stands; a moved alias is accepted as it is."],
  promote: ["Promote", "This one step ends without the evidence that its plan asks for."],
  abort: [
    "Abort",
    "Everyone goes back to the stable version at once, and the image is refused from then on.",
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

/** How far the evidence has come to where it decides, 0 to 1, for harm and for safety. */
export function evidenceOf({ numbers }: Verdict): { readonly harm: number; readonly proof: number } {
  return {
    harm: part(numbers["logHarm"], numbers["logHarmNeeded"]),
    proof: part(numbers["logProof"], numbers["logProofNeeded"]),
  };
}

function part(value: number | undefined, needed: number | undefined): number {
  if (value === undefined || needed === undefined || needed <= 0) return 0;
  return Math.min(1, Math.max(0, value / needed));
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

export function alarmText({ name, state, reason }: Alarm): string {
  return state === "ALARM"
    ? `${name} is going off: ${reason}`
    : `${name}: ${state.toLowerCase().replaceAll("_", " ")}`;
}

export function warmthText({ version, requested, available, state }: Warmth): string {
  return `Version ${version}: ${available} of ${requested} environments ready (${state.toLowerCase()})`;
}

export function time(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** One release or experiment of the past. */
export interface ReleaseLine {
  readonly id: string;
  readonly begunMs: number;
  readonly endedMs: number | undefined;
  readonly outcome: string;
  readonly why: string;
}

const ENDS: readonly string[] = ["completed", "rolled_back"];

/** The releases that the events tell of, newest first. */
export function releasesIn(events: readonly HistoryEvent[]): readonly ReleaseLine[] {
  const byId = new Map<string, HistoryEvent[]>();
  for (const event of events) {
    if (event.releaseId === undefined) continue;
    byId.set(event.releaseId, [...(byId.get(event.releaseId) ?? []), event]);
  }
  return [...byId.entries()]
    .flatMap(([id, own]) => {
      const [first, last] = [own[0], own.at(-1)];
      if (first === undefined || last === undefined) return [];
      const hasEnded = ENDS.includes(last.to);
      return [
        {
          id,
          begunMs: first.atMs,
          endedMs: hasEnded ? last.atMs : undefined,
          outcome: last.to,
          why: first.why,
        },
      ];
    })
    .toReversed();
}

/** Change of a figure from stable to candidate, in percent. */
export function changeText({ stable, candidate }: FigureRow): string {
  if (stable === null || candidate === null || stable === 0) return "–";
  const percent = (candidate / stable - 1) * 100;
  return `${percent > 0 ? "+" : ""}${number(percent)} %`;
}
