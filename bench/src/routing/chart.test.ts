import { describe, expect, it } from "vitest";
import { coveragePrecisionChart } from "./chart.ts";
import { measuredOf } from "./testing.ts";

describe("coveragePrecisionChart", () => {
  const chart = coveragePrecisionChart("A & B", [measuredOf("one"), { name: "two" }], "0123456789ab");

  it("draws every score that is precise enough, and a ring for each target", () => {
    // Coverage 0 to 1 is x 64 to 724, precision 0.7 to 1 is y 372 to 64.
    expect(chart).toContain('<polyline class="one" points="394,66.1 724,166.7"/>');
    expect(chart.match(/<circle class="one" cx="394" cy="66.1" r="4.5"\/>/g)).toHaveLength(3);
  });

  it("names whom it draws, and where it comes from", () => {
    expect(chart).toContain(">one</text>");
    expect(chart).not.toContain(">two</text>");
    expect(chart).toContain("<title>A &amp; B</title><desc>inputs 0123456789ab</desc>");
  });

  it("can be read on a dark page", () => {
    expect(chart).toContain("@media (prefers-color-scheme: dark)");
  });

  it("refuses more contenders than it can tell apart", () => {
    const five = ["a", "b", "c", "d", "e"].map((name) => measuredOf(name));
    expect(() => coveragePrecisionChart("A", five, "0123456789ab")).toThrow("at most 4");
  });
});
