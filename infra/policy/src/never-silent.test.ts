import { describe, expect, it } from "vitest";
import { type CheckedResource, UNKNOWN } from "./model.ts";
import { RULES } from "./rules.ts";
import { FOUNDATION_STACK, ROUTER_STACK } from "./testdata/clean-stacks.ts";
import { PLANTED } from "./testdata/planted.ts";
import { isFields } from "./values.ts";

/** The value with one thing inside unknown, for each of them: a preview may know as little as that. */
function* veiled(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) {
      yield value.with(index, UNKNOWN);
      for (const inside of veiled(member)) yield value.with(index, inside);
    }
  } else if (isFields(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield { ...value, [key]: UNKNOWN };
      for (const inside of veiled(member)) yield { ...value, [key]: inside };
    }
  }
}

function* veiledStacks(stack: readonly CheckedResource[]): Generator<readonly CheckedResource[]> {
  for (const [index, resource] of stack.entries()) {
    for (const props of veiled(resource.props)) {
      if (isFields(props)) yield stack.with(index, { ...resource, props });
    }
  }
}

describe("a value that is not known yet", () => {
  it.each(PLANTED)("hides no violation: $title", ({ rule, stack }) => {
    const check = RULES.find(({ name }) => name === rule)?.check;
    const stacks = [...veiledStacks(stack)];
    expect(stacks.length).toBeGreaterThan(0);
    const silent = stacks.filter((each) => check?.(each).length === 0);
    expect(silent.map((each) => each.filter((resource) => !stack.includes(resource)))).toEqual([]);
  });

  it.each(RULES)("is no violation by itself: $name", ({ check }) => {
    for (const stack of [...veiledStacks(ROUTER_STACK), ...veiledStacks(FOUNDATION_STACK)]) {
      expect(check(stack).filter(({ kind }) => kind === "broken")).toEqual([]);
    }
  });
});
