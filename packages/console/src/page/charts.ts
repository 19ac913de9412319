/** Points of a line at these times, in the coordinates of a drawing. Gaps in the values are gaps in the line. */
export function pathOf(
  values: readonly (number | null)[],
  timesMs: readonly number[],
  width: number,
  height: number,
  most: number,
): string {
  const from = timesMs[0] ?? 0;
  const span = (timesMs.at(-1) ?? 0) - from;
  let isPenDown = false;
  return values
    .flatMap((value, index) => {
      if (value === null) {
        isPenDown = false;
        return [];
      }
      const command = isPenDown ? "L" : "M";
      isPenDown = true;
      const x = span <= 0 ? 0 : (((timesMs[index] ?? from) - from) / span) * width;
      const y = most <= 0 ? height : height - (Math.min(Math.max(value, 0), most) / most) * height;
      // A point between gaps is a line of no length, of which only the round ends are seen.
      const isAlone = command === "M" && (values[index + 1] ?? null) === null;
      return [`${command}${round(x)} ${round(y)}${isAlone ? "h0" : ""}`];
    })
    .join("");
}

/** The highest of all values, and at least the floor, so that nothing looks like much. */
export function mostOf(series: readonly (readonly (number | null)[])[], floor: number): number {
  return series.flat().reduce<number>((most, value) => Math.max(most, value ?? 0), floor);
}

/** Bars of a histogram, as shares of its sum. */
export function sharesOf(counts: readonly number[]): readonly number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
