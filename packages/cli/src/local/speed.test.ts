import { describe, expect, it } from "vitest";
import { speedFrom } from "./speed.ts";

describe("speedFrom", () => {
  it.each([
    [{}, 1],
    [{ SWITCHYARD_LOCAL_SPEED: "" }, 1],
    [{ SWITCHYARD_LOCAL_SPEED: "60" }, 60],
  ])("reads %o as %i", (env, speed) => {
    expect(speedFrom(env)).toBe(speed);
  });

  it.each(["fast", "0", "-1"])("refuses %s", (text) => {
    expect(() => speedFrom({ SWITCHYARD_LOCAL_SPEED: text })).toThrow(`found "${text}"`);
  });
});
