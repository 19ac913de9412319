import { describe, expect, it } from "vitest";
import type { LoadedModel } from "../contender.ts";
import { keywords } from "./keywords.ts";

const TRAIN = [
  { text: "lost my card", label: "card" },
  { text: "a card please", label: "card" },
  { text: "my pin", label: "pin" },
  { text: "pin please", label: "pin" },
  { text: "card from mars", label: "oos:far" },
];

async function learn(): Promise<{ readonly stored: unknown; readonly model: LoadedModel }> {
  const bytes = await keywords.train({ train: TRAIN, validation: [] });
  return { stored: JSON.parse(new TextDecoder().decode(bytes)), model: await keywords.load(bytes) };
}

describe("keywords", () => {
  it("keeps the words that speak for a class, weighed by how much likelier they make it", async () => {
    const { stored } = await learn();
    // "my" and "please" are as frequent in both classes, and what is out of scope is not learnt.
    expect(stored).toEqual({
      card: [["card", 0.693]],
      lost: [["card", 0.693]],
      a: [["card", 0.693]],
      pin: [["pin", 0.693]],
    });
  });

  it("answers with the class of the largest sum, by its lead", async () => {
    const { model } = await learn();
    expect(await model.predict("LOST card, new pin? Card!")).toEqual({
      label: "card",
      score: expect.closeTo(0.693, 9) as number,
    });
    expect(await model.predict("my pin  ")).toEqual({ label: "pin", score: 0.693 });
  });

  it("is not sure at all of a question without any of its words", async () => {
    const { model } = await learn();
    expect(await model.predict("hello")).toEqual({ label: "", score: 0 });
  });

  it("keeps ten words of a class", async () => {
    const many = Array.from({ length: 15 }, (_, index) => `word${index}`).join(" ");
    const bytes = await keywords.train({
      train: [
        { text: many, label: "a" },
        { text: "other", label: "b" },
      ],
      validation: [],
    });
    expect(Object.keys(JSON.parse(new TextDecoder().decode(bytes)) as object)).toHaveLength(11);
  });
});
