import { describe, expect, it } from "vitest";
import { lossesIn } from "./plan-lines.ts";

const TABLE = "aws:dynamodb/table:Table rollout-table";
const ALIAS = "aws:lambda/alias:Alias router-live";
const KEPT = {
  [TABLE]: { name: "switchyard-<stage>-releases", hashKey: "pk" },
  [ALIAS]: { name: "live" },
};

describe("lossesIn", () => {
  it("are none where all is as it was, and where there is more", () => {
    expect(lossesIn(KEPT, KEPT)).toEqual([]);
    expect(lossesIn(KEPT, { ...KEPT, "aws:sns/topic:Topic news": { name: "news" } })).toEqual([]);
  });

  it("are tables with another key and aliases with another name", () => {
    expect(
      lossesIn(KEPT, {
        [TABLE]: { name: "switchyard-<stage>-releases", hashKey: "id" },
        [ALIAS]: { name: "now" },
      }),
    ).toEqual([`${TABLE} would be replaced: hashKey`, `${ALIAS} would be replaced: name`]);
  });

  it("are things that are gone, by a new name in the program as well", () => {
    expect(
      lossesIn(KEPT, { [TABLE]: KEPT[TABLE] ?? {}, "aws:lambda/alias:Alias router-alias": { name: "live" } }),
    ).toEqual([`${ALIAS} would be deleted, or is protected no more`]);
  });
});
