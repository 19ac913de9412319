import { describe, expect, it } from "vitest";
import { BEDROCK_RUNTIME, endpointOf, LAMBDA, regionOf } from "./endpoint.ts";

const lambdaIn = (AWS_REGION: string, more: Readonly<Record<string, string>> = {}) =>
  endpointOf(LAMBDA, { AWS_REGION, ...more }).href;

describe("endpointOf", () => {
  it.each([
    ["us-east-1", "https://lambda.us-east-1.amazonaws.com/"],
    ["us-gov-west-1", "https://lambda.us-gov-west-1.amazonaws.com/"],
    ["cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn/"],
    ["eusc-de-east-1", "https://lambda.eusc-de-east-1.amazonaws.eu/"],
  ])("knows the partition of %s", (region, url) => {
    expect(lambdaIn(region)).toBe(url);
  });

  it("knows FIPS and dual-stack endpoints", () => {
    expect(lambdaIn("us-east-1", { AWS_USE_FIPS_ENDPOINT: "true" })).toBe(
      "https://lambda-fips.us-east-1.amazonaws.com/",
    );
    expect(lambdaIn("us-east-1", { AWS_USE_DUALSTACK_ENDPOINT: "true" })).toBe(
      "https://lambda.us-east-1.api.aws/",
    );
  });

  it("takes the service's own endpoint before that of all services", () => {
    const environment = {
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "http://127.0.0.1:9000/bedrock",
    };
    expect(endpointOf(LAMBDA, environment).href).toBe("http://127.0.0.1:4566/");
    expect(endpointOf(BEDROCK_RUNTIME, environment).href).toBe("http://127.0.0.1:9000/bedrock");
    const ignoring = { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(endpointOf(LAMBDA, ignoring).href).toBe("https://lambda.us-east-1.amazonaws.com/");
  });

  it.each([
    [
      { AWS_ENDPOINT_URL: "127.0.0.1:4566" },
      'AWS_ENDPOINT_URL must be an address such as http://127.0.0.1:4566, without user or query; found "127.0.0.1:4566".',
    ],
    [
      { AWS_ENDPOINT_URL_LAMBDA: "ftp://x" },
      'AWS_ENDPOINT_URL_LAMBDA must be an address such as http://127.0.0.1:4566, without user or query; found "ftp://x".',
    ],
    [{ AWS_USE_FIPS_ENDPOINT: "yes" }, 'AWS_USE_FIPS_ENDPOINT must be "true" or "false"; found "yes".'],
    [
      { AWS_USE_FIPS_ENDPOINT: "true", AWS_ENDPOINT_URL: "http://x" },
      "AWS_ENDPOINT_URL gives an endpoint, so AWS_USE_FIPS_ENDPOINT",
    ],
  ])("refuses %j", (environment, message) => {
    expect(() => lambdaIn("us-east-1", environment)).toThrow(message);
  });

  it.each(["", "nowhere", "us-east-1.evil.com", "US-EAST-1"])("refuses the Region %j", (region) => {
    expect(() => regionOf({ AWS_REGION: region })).toThrow(
      `AWS_REGION must be a Region such as us-east-1; found "${region}".`,
    );
  });
});
