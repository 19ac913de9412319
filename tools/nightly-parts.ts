export const PARTS = ["mutation", "simulations", "fuzz"] as const;
export type Part = (typeof PARTS)[number];

/** Many releases in one world, and what is promised of them. Shares are from 0 to 1. */
export interface Simulation {
  readonly plan: "quick" | "standard" | "careful";
  readonly world: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly runs: number;
  readonly promise:
    | { readonly kind: "rarely-rolled-back"; readonly atMost: number }
    | { readonly kind: "never-promoted" };
}

const OUTAGE = [{ fromMinute: "random", minutes: 5, errorShare: 0.2 }];
const RUNS = 5_000;

export const SIMULATIONS: readonly Simulation[] = (["quick", "standard", "careful"] as const).flatMap(
  (plan): readonly Simulation[] => [
    {
      plan,
      world: { name: "identical, shared outage", requestsPerMinute: 60, outages: OUTAGE },
      runs: RUNS,
      promise: { kind: "rarely-rolled-back", atMost: 0.01 },
    },
    {
      plan,
      world: { name: "20 % errors", requestsPerMinute: 60, candidate: { errorShare: 0.2 } },
      runs: RUNS,
      promise: { kind: "never-promoted" },
    },
    {
      plan,
      world: {
        name: "20 % errors, hardly any traffic",
        requestsPerMinute: 1,
        candidate: { errorShare: 0.2 },
      },
      runs: RUNS,
      promise: { kind: "never-promoted" },
    },
  ],
);

/** What a simulation's outcome (`simulate --json`) has against the promise. What it does not say counts against it. */
export function problemsOfSimulation({ promise }: Simulation, outcome: unknown): readonly string[] {
  switch (promise.kind) {
    case "rarely-rolled-back": {
      const share = shareIn(outcome, "rolled_back");
      if (share !== undefined && share <= promise.atMost) return [];
      return [`expected at most ${promise.atMost} of the good versions to be rolled back, found ${share}`];
    }
    case "never-promoted": {
      const share = shareIn(outcome, "completed");
      return share === 0 ? [] : [`expected no bad version to come into service, found a share of ${share}`];
    }
  }
}

function shareIn(outcome: unknown, name: string): number | undefined {
  const found = memberOf(memberOf(outcome, name), "share");
  return typeof found === "number" ? found : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
