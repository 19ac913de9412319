import { describe, expect, it } from "vitest";
import { aliasDrift } from "./alias-drift.ts";

const everyone = { primary: "7" };

describe("aliasDrift", () => {
  it("is none where the alias is as the controller left it", () => {
    expect(aliasDrift({ found: everyone, recorded: everyone, noticed: false })).toBeUndefined();
  });

  it("is there once the controller has noticed, whatever it has written down since", () => {
    expect(aliasDrift({ found: everyone, recorded: everyone, noticed: true })).toBe(
      "The alias was moved by somebody else: version 7 gets everything. The controller holds still until somebody says resume or abort.",
    );
  });

  it("is seen before the controller's next look", () => {
    const found = { primary: "7", additional: { version: "3", weight: 10 } };
    expect(aliasDrift({ found, recorded: everyone, noticed: false })).toBe(
      "The alias was moved: version 3 gets 10 %, version 7 the rest. The controller had it so: version 7 gets everything.",
    );
  });
});
