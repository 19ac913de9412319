import { describe, expect, it } from "vitest";
import { type Change, changesMarkdown, countChanges, countsText } from "./changes.ts";

const change = (op: Change["op"], name: string, changed: readonly string[] = []): Change => ({
  op,
  type: "aws:sqs/queue:Queue",
  name,
  changed,
});
const CHANGES = [change("update", "a", ["tags.owner", "name"]), change("create", "b"), change("delete", "c")];

describe("a plan", () => {
  it("is counted", () => {
    expect(countChanges(CHANGES)).toEqual({ create: 1, update: 1, replace: 0, delete: 1 });
    expect(countsText(CHANGES)).toBe("1 to create, 1 to update, 1 to delete");
    expect(countsText([])).toBe("nothing to change");
  });

  it("shows first what is lost", () => {
    expect(changesMarkdown([...CHANGES, change("replace", "d", ["name"])])).toEqual([
      "- **delete** `aws:sqs:Queue` c",
      "- **replace** `aws:sqs:Queue` d (`name`)",
      "- create `aws:sqs:Queue` b",
      "- update `aws:sqs:Queue` a (`tags.owner`, `name`)",
    ]);
  });
});
