import { beforeAll, describe, expect, it } from "vitest";
import { BASELINE, CONTENDERS, openContender } from "./contenders.ts";
import { type Answer, accuracy } from "./measures.ts";
import { toySet } from "./sets.ts";

const { test: questions, ...training } = toySet();

describe.each([...CONTENDERS.keys()])("%s", (id) => {
  let bytes: Uint8Array;
  let answers: readonly Answer[];

  async function askAll(stored: Uint8Array, suffix = ""): Promise<readonly Answer[]> {
    const { predict } = await (await openContender(id)).load(stored);
    const said: Answer[] = [];
    for (const { text, label } of questions) said.push({ ...(await predict(text + suffix)), truth: label });
    return said;
  }

  beforeAll(async () => {
    bytes = await (await openContender(id)).train(training);
    answers = await askAll(bytes);
  });

  it("tells four classes apart much better than chance", () => {
    expect(accuracy(answers)).toBeGreaterThanOrEqual(0.6);
  });

  it("scores every question, foreign ones too, with a number", () => {
    expect(answers.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  it("says the same of the same text, and of one with more spaces", async () => {
    expect(await askAll(bytes)).toEqual(answers);
    expect(await askAll(bytes, "   ")).toEqual(answers);
  });
});

describe("openContender", () => {
  it("knows the yardstick", async () => {
    expect((await openContender(BASELINE)).name).toBe("keywords (chi², 10 a class)");
  });

  it("refuses a name that is not on the list", () => {
    expect(() => openContender("fastText")).toThrow('found "fastText"');
  });
});
