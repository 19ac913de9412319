import { describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import { providerOver } from "./testing.ts";

const provider = providerOver({});
const POLICY = "aws:iam/getPolicyDocument:getPolicyDocument";

describe("data sources", () => {
  it("know account, region and partition of the local cloud", async () => {
    expect(await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).toMatchObject({
      accountId: "000000000000",
    });
    expect(await provider.invoke("aws:index/getRegion:getRegion", {})).toMatchObject({ region: "us-east-1" });
    expect(await provider.invoke("aws:index/getPartition:getPartition", {})).toMatchObject({
      partition: "aws",
    });
  });

  it("refuse arguments that they do not have", async () => {
    await expect(provider.invoke("aws:index/getRegion:getRegion", { regon: "x" })).rejects.toThrow(
      "The arguments of aws:index/getRegion:getRegion are not valid: regon: is not a property of aws:index/getRegion:getRegion; known are region. Did you mean region?",
    );
    await expect(provider.invoke("aws:index/getRegion:getRegion", { region: "eu-west-1" })).rejects.toThrow(
      "region",
    );
  });
});

describe("getFunction", () => {
  const TOKEN = "aws:lambda/getFunction:getFunction";
  const ARN = "arn:aws:lambda:us-east-1:000000000000:function:router";
  const asked: (string | undefined)[] = [];
  const withRouter = providerOver({
    lambda: {
      GetFunction: ({ FunctionName, Qualifier }) => {
        asked.push(Qualifier);
        if (FunctionName === "forbidden") throw new AwsError("AccessDeniedException", "no", 403);
        if (FunctionName !== "router") throw new AwsError("ResourceNotFoundException", "gone", 404);
        return {
          Configuration: {
            FunctionArn: `${ARN}:${Qualifier}`,
            FunctionName,
            Role: "arn:aws:iam::000000000000:role/r",
            Version: "3",
            CodeSha256: "abc",
          },
        };
      },
      ListVersionsByFunction: () => ({ Versions: [{ Version: "$LATEST" }, { Version: "4" }] }),
    },
  });

  it("tells what an alias stands for: the version's role, and dead letters as an empty text when there are none", async () => {
    expect(await withRouter.invoke(TOKEN, { functionName: "router", qualifier: "live" })).toMatchObject({
      arn: ARN,
      qualifiedArn: `${ARN}:3`,
      version: "3",
      role: "arn:aws:iam::000000000000:role/r",
      codeSha256: "abc",
      deadLetterConfig: { targetArn: "" },
    });
    expect(asked).toEqual(["live"]);
  });

  it("takes the version that was published last when none is named", async () => {
    asked.splice(0);
    await withRouter.invoke(TOKEN, { functionName: "router" });
    expect(asked).toEqual(["4"]);
  });

  it("says that there is none in the words of Pulumi's provider, and only then", async () => {
    await expect(withRouter.invoke(TOKEN, { functionName: "x", qualifier: "live" })).rejects.toThrow(
      "reading Lambda Function (x): couldn't find resource",
    );
    await expect(withRouter.invoke(TOKEN, { functionName: "forbidden", qualifier: "live" })).rejects.toThrow(
      "no",
    );
  });
});

describe("getPolicyDocument", () => {
  const minified = async (args: object) => (await provider.invoke(POLICY, { ...args })).minifiedJson;

  it("prints as Terraform's provider does: members in IAM's order, lists backwards, single values bare", async () => {
    const { json } = await provider.invoke(POLICY, {
      statements: [
        {
          sid: "Read",
          actions: ["s3:GetObject", "s3:ListBucket"],
          resources: ["arn:aws:s3:::b/&{aws:username}/*"],
          principals: [
            { type: "Service", identifiers: ["lambda.amazonaws.com"] },
            { type: "AWS", identifiers: ["111122223333", "444455556666"] },
          ],
          conditions: [
            { test: "StringLike", variable: "s3:prefix", values: ["", "home/"] },
            { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
          ],
        },
      ],
    });
    expect(json).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::b/\${aws:username}/*",
      "Principal": {
        "AWS": [
          "444455556666",
          "111122223333"
        ],
        "Service": "lambda.amazonaws.com"
      },
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "true"
        },
        "StringLike": {
          "s3:prefix": [
            "",
            "home/"
          ]
        }
      }
    }
  ]
}`);
  });

  it("has the members that exclude, and denies when told to", async () => {
    const statement = {
      effect: "Deny",
      notActions: ["iam:*"],
      notResources: ["arn:x"],
      notPrincipals: [{ type: "AWS", identifiers: ["*"] }],
    };
    expect(await minified({ statements: [statement], policyId: "p" })).toBe(
      '{"Version":"2012-10-17","Id":"p","Statement":[{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:x","NotPrincipal":{"AWS":"*"}}]}',
    );
  });

  it("writes everybody as a bare star", async () => {
    const principals = [{ type: "*", identifiers: ["*"] }];
    expect(await minified({ statements: [{ actions: ["s3:*"], principals }] })).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Principal":"*"}]}',
    );
  });

  it("merges conditions on the same key", async () => {
    const conditions = [
      { test: "StringEquals", variable: "k", values: ["a"] },
      { test: "StringEquals", variable: "k", values: ["b"] },
    ];
    expect(await minified({ statements: [{ actions: ["a:b"], conditions }] })).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":{"k":["a","b"]}}}]}',
    );
  });

  it("lets statements replace sources, and overrides replace statements, by sid", async () => {
    const source = JSON.stringify({
      Statement: [
        { Sid: "A", Effect: "Allow", Action: "a:1" },
        { Effect: "Deny", Action: "a:2" },
      ],
    });
    const override = JSON.stringify({ Statement: [{ Sid: "B", Effect: "Deny", Action: "b:2" }] });
    expect(
      await minified({
        sourcePolicyDocuments: [source],
        statements: [
          { sid: "A", actions: ["a:3"] },
          { sid: "B", actions: ["b:1"] },
        ],
        overridePolicyDocuments: [override],
      }),
    ).toBe(
      '{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"a:3"},{"Effect":"Deny","Action":"a:2"},{"Sid":"B","Effect":"Deny","Action":"b:2"}]}',
    );
  });

  it("refuses a sid that is used twice", async () => {
    const statements = [
      { sid: "A", actions: ["a:1"] },
      { sid: "A", actions: ["a:2"] },
    ];
    await expect(provider.invoke(POLICY, { statements })).rejects.toThrow(
      "statements: expected each sid once, found A again.",
    );
  });

  it("names a misspelt member by its path", async () => {
    await expect(provider.invoke(POLICY, { statements: [{ action: ["a:1"] }] })).rejects.toThrow(
      "statements[0].action: is not a property of statements[0] of aws:iam/getPolicyDocument:getPolicyDocument;",
    );
  });
});
