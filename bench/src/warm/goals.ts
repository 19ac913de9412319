/** What the router is built towards, with one environment. */
export interface WarmGoal {
  readonly name: string;
  readonly p50OverFloor: number;
}

export const GOALS: readonly WarmGoal[] = [
  { name: "*the bar*", p50OverFloor: 1.25 },
  { name: "*the moonshot*", p50OverFloor: 1.1 },
];
