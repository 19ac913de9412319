import { describe, expect, it } from "vitest";
import { findPersonalData } from "./personal-data.ts";

describe("findPersonalData", () => {
  it.each([
    ["does jane.doe+aws@example.co.uk have access", "e-mail address"],
    ["mailto:müller@bücher.example bounced", "e-mail address"],
    ["costs of account 123456789012", "long number"],
    ["arn:aws:iam::123456789012:role/ops is broken", "long number"],
    ["call me at +1 (555) 123-4567", "long number"],
    ["card 4111 1111 1111 1111 was charged", "long number"],
    ["account 1234-5678-9012", "long number"],
    ["who uses AKIAIOSFODNN7EXAMPLE", "key"],
    ["who uses akiaiosfodnn7example", "key"],
    ["is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY leaked", "key"],
    ["ghp_16C7e42F292c6912E7 does not work", "key"],
    ["why is eyJhbGciOiJIUzI1NiJ9.e30.x refused", "key"],
    ["-----BEGIN RSA PRIVATE KEY----- is this ok", "key"],
    ["db password=hunter2 does not work", "key"],
    ["request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 failed", "key"],
    ["who is 203.0.113.9", "public address"],
  ])("sees that %j holds a %s", (text, kind) => {
    expect(findPersonalData(text)).toBe(kind);
  });

  it.each([
    "What are my AWS costs?",
    "costs from 2026-01-01 to 2026-03-31",
    "why is i-0abc123 slow since 12:30",
    "can 10.0.1.17 reach 10.0.2.200 on port 5432",
    "10.0.0.0/16 overlaps with 172.16.0.0/12 and 192.168.100.200",
    "how do I rotate an access key",
    "password policy of the account",
    "error 502 on 3 of 10 instances",
    "who @mentioned us",
    "AuthorizationHeaderMalformedExceptionOfTheGateway",
  ])("sees nothing in %j", (text) => {
    expect(findPersonalData(text)).toBeUndefined();
  });
});
