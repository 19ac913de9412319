import { describe, expect, it } from "vitest";
import { saysNotFound, whyNotBeside, whyNotServe } from "./deploy-guard.ts";

const ROLE = "arn:aws:iam::111122223333:role/router-role-1a2b3c4";
const OTHER_ROLE = "arn:aws:iam::111122223333:role/router-role-9f8e7d6";
const QUEUE = "arn:aws:sqs:us-east-1:111122223333:failed";
const IN_SERVICE = { roleArn: ROLE, deadLetterArn: undefined };

describe("whyNotBeside", () => {
  it("has nothing against a version with the same role and the same dead letters", () => {
    expect(whyNotBeside(IN_SERVICE, IN_SERVICE)).toBeUndefined();
    const withQueue = { ...IN_SERVICE, deadLetterArn: QUEUE };
    expect(whyNotBeside(withQueue, withQueue)).toBeUndefined();
  });

  it("says which role differs and what to do", () => {
    expect(whyNotBeside(IN_SERVICE, { ...IN_SERVICE, roleArn: OTHER_ROLE })).toBe(
      "The new version could not be released step by step: its execution role would be " +
        "arn:aws:iam::111122223333:role/router-role-9f8e7d6, and the version in service has arn:aws:iam::111122223333:role/router-role-1a2b3c4. " +
        "Lambda splits an alias only between versions with the same role and the same dead-letter target. " +
        "Change the policy of the role that is there instead of replacing the role (a renamed resource is a replacement: give it " +
        "`aliases`), and leave the dead-letter target of the function as it is.",
    );
  });

  it("refuses a role that does not exist yet", () => {
    expect(whyNotBeside(IN_SERVICE, { ...IN_SERVICE, roleArn: undefined })).toContain(
      "its execution role would be a new one, and the version in service has arn:aws:iam::111122223333:role/router-role-1a2b3c4",
    );
  });

  it("refuses dead letters that come or go, and names both differences at once", () => {
    expect(whyNotBeside(IN_SERVICE, { ...IN_SERVICE, deadLetterArn: QUEUE })).toContain(
      "its dead-letter target would be arn:aws:sqs:us-east-1:111122223333:failed, and the version in service has none",
    );
    const both = whyNotBeside(
      { ...IN_SERVICE, deadLetterArn: QUEUE },
      { ...IN_SERVICE, roleArn: OTHER_ROLE },
    );
    expect(both).toContain("its execution role would be");
    expect(both).toContain(
      "; its dead-letter target would be none, and the version in service has arn:aws:sqs:us-east-1:111122223333:failed.",
    );
  });
});

describe("whyNotServe", () => {
  it("refuses decisions while a version is in service that calls agents, and says what to do", () => {
    expect(whyNotServe("answers", "decisions")).toBe(
      "The new version would serve decisions, and the version in service serves answers. The permission to call agents and the " +
        "demo agents belong to the stage, not to a version: without them that version would fail at once. " +
        "Deploy a stage of its own that serves decisions, or destroy this one first.",
    );
  });

  it("has nothing against more of the same, nor against answers after decisions", () => {
    expect(whyNotServe("answers", "answers")).toBeUndefined();
    expect(whyNotServe("decisions", "decisions")).toBeUndefined();
    expect(whyNotServe("decisions", "answers")).toBeUndefined();
  });
});

describe("saysNotFound", () => {
  it("knows a function or alias that is not there", () => {
    expect(
      saysNotFound(
        "invoking aws:lambda/getFunction:getFunction: 1 error occurred:\n\t* reading Lambda Function (switchyard-dev-router): couldn't find resource",
      ),
    ).toBe(true);
    expect(
      saysNotFound("ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:1:function:x"),
    ).toBe(true);
  });

  it("takes no other failure for that", () => {
    expect(saysNotFound("AccessDeniedException: not authorized to perform: lambda:GetFunction")).toBe(false);
    expect(saysNotFound("dial tcp: lookup lambda.us-east-1.amazonaws.com: no such host")).toBe(false);
  });
});
