import { describe, expect, it } from "vitest";
import { type ConfigSources, resolveConfig } from "./config.ts";

const sources = (rest: Partial<ConfigSources>): ConfigSources => ({
  project: "shop",
  projectConfig: {},
  stackConfig: {},
  stackFile: "Pulumi.dev.yaml",
  overrides: {},
  fixed: {},
  ...rest,
});

describe("resolveConfig", () => {
  it("gives text as it is and everything else as JSON, with the project as default namespace", () => {
    const stackConfig = { "aws:region": "us-east-1", memory: 512, on: true, "shop:sizing": { a: [1] } };
    expect(resolveConfig(sources({ stackConfig })).values).toEqual({
      "aws:region": "us-east-1",
      "shop:memory": "512",
      "shop:on": "true",
      "shop:sizing": '{"a":[1]}',
    });
  });

  it("prefers an override to the stack file, and the stack file to defaults and values of the project", () => {
    const projectConfig = {
      size: { type: "integer", default: 1 },
      zone: { value: "a" },
      "aws:region": "eu-west-1",
      key: { type: "string", secret: true },
    };
    const config = resolveConfig(
      sources({
        projectConfig,
        stackConfig: { size: 2, "shop:zone": "b" },
        overrides: { size: "3", key: "k", "db:password": { secret: "p" } },
      }),
    );
    expect(config).toEqual({
      values: {
        "shop:size": "3",
        "shop:zone": "b",
        "aws:region": "eu-west-1",
        "shop:key": "k",
        "db:password": "p",
      },
      secretKeys: ["shop:key", "db:password"],
    });
  });

  it("reports every problem at once", () => {
    const projectConfig = {
      size: { type: "integer" },
      flag: { type: "boolean", default: "maybe" },
      list: { type: "array", default: [1] },
      map: { type: "object", default: "x" },
      odd: { typ: "string" },
    };
    const stackConfig = {
      password: { secure: "v1:abc" },
      deep: { a: [{ secure: "v1:x" }] },
      none: null,
      "a:b:c": 1,
    };
    expect(() => resolveConfig(sources({ projectConfig, stackConfig }))).toThrow(
      [
        "The configuration is not valid:",
        '- Pulumi.yaml: shop:odd Unrecognized key: "typ"',
        "- Pulumi.dev.yaml: shop:password is encrypted (`secure:`) for a passphrase that the local engine does not have. Leave it out of this stack's file and give the value to the deployment as a secret override",
        "- Pulumi.dev.yaml: shop:deep is encrypted (`secure:`) for a passphrase that the local engine does not have. Leave it out of this stack's file and give the value to the deployment as a secret override",
        "- Pulumi.dev.yaml: shop:none has no value",
        "- Pulumi.dev.yaml: 'a:b:c' is no key: expected namespace:key",
        "- Pulumi.dev.yaml: shop:size has no value, and Pulumi.yaml declares it without a default",
        '- Pulumi.dev.yaml: shop:flag must be of type boolean, found "maybe"',
        '- Pulumi.dev.yaml: shop:map must be of type object, found "x"',
      ].join("\n"),
    );
  });

  it("does not show a secret value that has the wrong type", () => {
    const projectConfig = { pin: { type: "integer", secret: true } };
    expect(() => resolveConfig(sources({ projectConfig, stackConfig: { pin: "12a" } }))).toThrow(
      /- Pulumi\.dev\.yaml: shop:pin must be of type integer$/,
    );
  });

  it("refuses another value than the one that the cloud dictates, and does not ask for it", () => {
    const fixed = { "aws:region": "us-east-1" };
    expect(resolveConfig(sources({ fixed })).values).toEqual({});
    expect(resolveConfig(sources({ fixed, stackConfig: { "aws:region": "us-east-1" } })).values).toEqual(
      fixed,
    );
    expect(() => resolveConfig(sources({ fixed, stackConfig: { "aws:region": "us-eest-1" } }))).toThrow(
      'Pulumi.dev.yaml: aws:region must be "us-east-1" here, found "us-eest-1"',
    );
  });
});
