/** Points of a line, in the coordinates of a drawing. Gaps in the values are gaps in the line. */
export function pathOf(
  values: readonly (number | null)[],
  width: number,
  height: number,
  most: number,
): string {
  const step = values.length < 2 ? 0 : width / (values.length - 1);
  let isPenDown = false;
  return values
    .flatMap((value, index) => {
      if (value === null) {
        isPenDown = false;
        return [];
      }
      const command = isPenDown ? "L" : "M";
      isPenDown = true;
      const y = most <= 0 ? height : height - (Math.min(value, most) / most) * height;
      return [`${command}${round(index * step)} ${round(y)}`];
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
