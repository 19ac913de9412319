/**
 * Times in milliseconds below which values are counted, from what a decision takes to what a time-out takes. Dense where
 * cold starts and responses lie, as a change of a third has to show, and with the KPIs' own limits (200, 500, 2000,
 * 30,000) among them. With the costs it fits into the 500 queries that CloudWatch answers in one go.
 */
export const TIMES_MS: readonly number[] = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 140, 160, 180, 200, 225,
  250, 275, 300, 325, 350, 400, 450, 500, 550, 600, 700, 800, 900, 1000, 1500, 2000, 3000, 5000, 10_000,
  20_000, 30_000,
];

/** Millionths of a dollar, from a request without a model to one that fills a large model's context. */
export const COSTS_MICRO_DOLLARS: readonly number[] = [
  0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100, 120, 140, 160, 180, 200, 250, 300, 400, 600,
  800, 1000, 2000, 5000, 10_000, 100_000,
];
