import { describe, expect, it } from "vitest";
import { parseReleaseRequest } from "./release-request.ts";

const REQUEST = {
  version: "7",
  digest: "sha256:seven",
  plan: "quick",
  start: "manual",
  by: "pulumi up",
  why: "deployment of stack prod",
};

/** The problems of a request with some members replaced, as `path: message`. */
function problems(input: unknown): readonly string[] {
  const parsed = parseReleaseRequest(input);
  return parsed.kind === "refused" ? parsed.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

describe("parseReleaseRequest", () => {
  it.each(["manual", "automatic"])("gives a request that starts %s back as it is", (start) => {
    const request = { ...REQUEST, start };
    expect(parseReleaseRequest(JSON.parse(JSON.stringify(request)))).toEqual({ kind: "parsed", request });
  });

  it.each([
    [{ version: "$LATEST" }, ['version: expected the number of a published version, found "$LATEST"']],
    [{ version: "07" }, ['version: expected the number of a published version, found "07"']],
    [{ version: "7a" }, ['version: expected the number of a published version, found "7a"']],
    [{ version: 7 }, ["version: expected a text, found 7"]],
    [{ digest: "" }, ['digest: expected a text, found ""']],
    [{ start: "soon" }, ['start: expected manual or automatic, found "soon"']],
    [{ force: true }, ["force: is not known here; expected version, digest, plan, start, by, why"]],
    [
      { plan: undefined, by: " ", why: null },
      ["plan: is missing", 'by: expected a text, found " "', "why: expected a text, found nothing"],
    ],
  ])("refuses %j", (change, expected) => {
    expect(problems({ ...REQUEST, ...change })).toEqual(expected);
  });

  it("says all that is missing", () => {
    expect(problems({})).toEqual(
      ["version", "digest", "plan", "start", "by", "why"].map((key) => `${key}: is missing`),
    );
  });

  it.each([
    [undefined, "nothing"],
    [null, "nothing"],
    [[], "a list"],
    ["request", '"request"'],
  ])("refuses %j as a request", (input, found) => {
    expect(problems(input)).toEqual([`: expected an object, found ${found}`]);
  });
});
