import { describe, expect, it } from "vitest";
import { checkStack } from "./check-stack.ts";
import { UNKNOWN } from "./model.ts";
import { RULES } from "./rules.ts";
import { FOUNDATION_STACK, ROUTER_STACK } from "./testdata/clean-stacks.ts";
import { PLANTED } from "./testdata/planted.ts";
import { withProps } from "./testdata/stack.ts";

describe("a clean stack", () => {
  it("passes every rule", () => {
    expect(checkStack(ROUTER_STACK, { unknown: "fail" })).toEqual([]);
    expect(checkStack(FOUNDATION_STACK, { unknown: "fail" })).toEqual([]);
  });
});

describe.each(RULES.map(({ name }) => name))("the rule %s", (rule) => {
  const planted = PLANTED.filter((each) => each.rule === rule);

  it("is proved awake", () => {
    expect(planted.length).toBeGreaterThan(0);
  });

  it.each(planted)("reports $title, and nothing else is reported", ({ stack, at, messages }) => {
    const found = checkStack(stack, { unknown: "fail" });
    expect(found.map(({ message }) => message)).toEqual(messages);
    expect(new Set(found.map(({ kind, rule: by }) => `${kind} by ${by}`))).toEqual(
      new Set([`broken by ${rule}`]),
    );
    expect(new Set(found.map(({ urn }) => urn.split("::").at(-1)))).toEqual(new Set([at]));
  });
});

describe("checkStack", () => {
  const inPreview = withProps(ROUTER_STACK, "router-fn", { imageUri: UNKNOWN });

  it("says what it cannot judge when it is asked to", () => {
    expect(checkStack(inPreview, { unknown: "fail" })).toEqual([
      {
        kind: "unknown",
        rule: "no-plain-secrets",
        urn: "urn:pulumi:dev::switchyard-router::aws:lambda/function:Function::router-fn",
        message: "imageUri: cannot be judged before deployment, as its value is not known yet.",
      },
      {
        kind: "unknown",
        rule: "images-by-digest",
        urn: "urn:pulumi:dev::switchyard-router::aws:lambda/function:Function::router-fn",
        message: "imageUri: cannot be judged before deployment, as its value is not known yet.",
      },
    ]);
  });

  it("passes over it otherwise", () => {
    expect(checkStack(inPreview, { unknown: "skip" })).toEqual([]);
  });

  it("asks less of the local stage: nothing is protected, no role is bounded", () => {
    const local = ROUTER_STACK.map(({ urn, props, ...resource }) => ({
      ...resource,
      urn: urn.replace(":dev::", ":local::"),
      protect: false,
      props: {
        ...Object.fromEntries(
          Object.entries(props).filter(
            ([key]) => key !== "permissionsBoundary" && key !== "deletionProtectionEnabled",
          ),
        ),
        tags: { project: "switchyard", "switchyard:stage": "local" },
      },
    }));
    expect(checkStack(local, { unknown: "fail" })).toEqual([]);
  });
});
