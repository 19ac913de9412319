import { describe, expect, it } from "vitest";
import { findTarget, parseUrl, pointsHere } from "./target.ts";

const at =
  (...addresses: readonly string[]) =>
  async () =>
    addresses;

function line(env: NodeJS.ProcessEnv) {
  return {
    terminal: { out: () => undefined, err: () => undefined, style: (_: string, text: string) => text },
    env,
    onInterrupt: () => undefined,
  };
}

const find = (url: string, env: NodeJS.ProcessEnv, ...addresses: readonly string[]) =>
  findTarget({ stage: "dev", url: parseUrl(url) }, line(env), at(...addresses));

describe("pointsHere", () => {
  it.each([["127.0.0.1"], ["127.9.9.9"], ["::1"], ["::ffff:127.0.0.1"], ["127.0.0.1", "::1"]])(
    "is true of %s",
    async (...addresses) => {
      expect(await pointsHere("host", at(...addresses))).toBe(true);
    },
  );

  it.each([["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["0.0.0.0"], ["::ffff:10.0.0.1"], ["1127.0.0.1"], []])(
    "is false of %s",
    async (...addresses) => {
      expect(await pointsHere("localhost", at(...addresses))).toBe(false);
    },
  );

  it("asks for the address within brackets", async () => {
    const asked: string[] = [];
    await pointsHere("[::1]", async (host) => {
      asked.push(host);
      return ["::1"];
    });
    expect(asked).toEqual(["::1"]);
  });

  it("says when there is no such host", async () => {
    const failing = () => Promise.reject(new Error("ENOTFOUND"));
    await expect(pointsHere("nowhere", failing)).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe("findTarget", () => {
  it("takes the address that is given, and the key of the environment", async () => {
    expect(await find("https://api.example/prod", { SWITCHYARD_API_KEY: "k" }, "10.0.0.1")).toEqual({
      apiUrl: "https://api.example/prod",
      apiKey: "k",
      isLoopback: false,
    });
  });

  it("needs a key and https for what is elsewhere", async () => {
    await expect(find("https://api.example/prod", {}, "10.0.0.1")).rejects.toThrow(
      "in SWITCHYARD_API_KEY, found nothing",
    );
    await expect(find("https://api.example/prod", { SWITCHYARD_API_KEY: "" }, "10.0.0.1")).rejects.toThrow(
      "in SWITCHYARD_API_KEY, found nothing",
    );
    await expect(find("http://api.example/prod", { SWITCHYARD_API_KEY: "k" }, "10.0.0.1")).rejects.toThrow(
      "Expected https for api.example",
    );
  });

  it("needs neither for this machine", async () => {
    expect(await find("http://localhost:9/x", {}, "127.0.0.1")).toEqual({
      apiUrl: "http://localhost:9/x",
      apiKey: undefined,
      isLoopback: true,
    });
  });
});

describe("parseUrl", () => {
  it.each(["", "host/prod", "ftp://host", "https://me:secret@host", "https://host?x=1", "https://host/#a"])(
    "does not take %j",
    (text) => {
      expect(() => parseUrl(text)).toThrow("expected the router's apiUrl");
    },
  );
});
