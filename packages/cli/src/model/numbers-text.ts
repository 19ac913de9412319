/** Numbers as people read them. */

/** `98.7 %`, or a dash for what is not defined. */
export function percent(share: number | undefined, digits = 1): string {
  return share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`;
}

/** A target such as 0.995, without digits that nobody asked for: `99.5 %`. */
export function target(share: number): string {
  return `${Number((100 * share).toFixed(4))} %`;
}

/** A threshold of the probability; above 1 nothing is ever answered. */
export function thresholdText(threshold: number | undefined): string {
  if (threshold === undefined) return "–";
  if (threshold > 1) return "never";
  // One that is hardly below 1 must not look like 1.
  return Number(threshold.toFixed(4)) < 1 || threshold === 1 ? threshold.toFixed(4) : threshold.toFixed(9);
}

export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 query`, `2 queries`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function kilobytes(bytes: number): string {
  return `${grouped(Math.round(bytes / 1000))} kB`;
}
