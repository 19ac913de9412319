import { describe, expect, it } from "vitest";
import { isOutOfScope } from "./contender.ts";
import { readSet, type SetId } from "./sets.ts";

function counts(id: SetId) {
  const { train, validation, test } = readSet(id);
  const out = (rows: typeof test) => rows.filter(({ label }) => isOutOfScope(label)).length;
  return {
    train: train.length,
    classes: new Set(train.map(({ label }) => label)).size,
    validation: [validation.length, out(validation)],
    test: [test.length, out(test)],
  };
}

describe("readSet", () => {
  it("adds the far questions out of scope to BANKING77", () => {
    expect(counts("banking77")).toEqual({
      train: 8_519,
      classes: 77,
      validation: [1_683, 200],
      test: [4_080, 1_000],
    });
  });

  it("leaves validation rows out that are also among the examples", () => {
    expect(counts("banking77-10shot")).toEqual({
      train: 770,
      classes: 77,
      validation: [1_564, 200],
      test: [4_080, 1_000],
    });
  });

  it("has near and far questions out of scope in BANKING77-OOS", () => {
    expect(counts("banking77-oos")).toEqual({
      train: 5_903,
      classes: 50,
      validation: [2_233, 728],
      test: [4_076, 2_076],
    });
  });

  it("has HWU64 whole, and with 10 examples of each class", () => {
    const rest = { classes: 64, validation: [1_076, 0], test: [1_076, 0] };
    expect(counts("hwu64")).toEqual({ train: 8_954, ...rest });
    expect(counts("hwu64-10shot")).toEqual({ train: 640, ...rest });
  });
});
