import { describe, expect, it } from "vitest";
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
