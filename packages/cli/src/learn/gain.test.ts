import { compileRoutes, parseRouteTable } from "@switchyard/router-core";
import { type Example, NO_WORD_VECTORS } from "@switchyard/trainer";
import { describe, expect, it } from "vitest";
import { toyRows } from "../model/testing.ts";
import { type Gain, measureGain } from "./gain.ts";
import type { LoggedQuery } from "./suggest.ts";

function routes() {
  const parsed = parseRouteTable({
    version: 1,
    fallback: "cost",
    agents: [
      { id: "cost", description: "Bills." },
      { id: "security", description: "Attacks." },
    ],
  });
  const compiled = parsed.ok ? compileRoutes(parsed.table) : parsed;
  if (!compiled.ok) throw new Error(`the test's table is wrong: ${compiled.problems[0]?.message}`);
  return compiled.routes;
}

const examplesOf = (...beginnings: readonly string[]): readonly Example[] =>
  toyRows(...beginnings).map((row, index) => ({ ...row, line: index + 1 }));
const EXAMPLES = examplesOf("tell me about", "what of", "show", "is there something on");
const VALIDATION = examplesOf(
  "please explain",
  "i want",
  "hello,",
  "and then",
  "could you find",
  "quick one:",
  "again",
  "look for",
  "my boss wants",
  "who knows",
);

const logged = (text: string, agent: string, requests = 1): LoggedQuery => ({
  text,
  normalised: text.toLowerCase(),
  requests,
  agents: [agent],
  confidence: 0.9,
  fastProbability: 0.1,
});

const PLACES = ["in the cellar", "at night", "by the lake", "on the roof", "near the door", "under the desk"];
/** Of a thing that no example knows. */
const KRAKENS = PLACES.map((place) => logged(`kraken kraken sighted ${place}`, "security", 10));

function gainOf(suggested: readonly LoggedQuery[], others: readonly LoggedQuery[] = []): Gain {
  const result = measureGain({
    examples: EXAMPLES,
    validation: VALIDATION,
    routes: routes(),
    lexicon: [],
    vectors: NO_WORD_VECTORS,
    // So low that a few rows are evidence enough.
    targetPrecision: 0.6,
    seed: 1,
    suggested,
    others,
  });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
  return result.gain;
}

describe("measureGain", () => {
  it("shows what the fast path answers once it knows the suggestions, each judged by what it learnt of others", () => {
    const { requests, logged: share, validation } = gainOf(KRAKENS);
    expect(requests).toBe(60);
    expect(share?.before.answered).toBeLessThan(share?.after.answered ?? 0);
    expect(share?.after).toEqual({ answered: 1, likeLlm: 1 });
    expect(validation.before.coverage).toBeGreaterThan(0.9);
    expect(validation.after.precision).toBeGreaterThan(0.9);
  });

  it("promises nothing for suggestions that say nothing of each other", () => {
    const alone = ["zyx wvu", "qponm lkj", "aeiou bcd", "uuu ooo"].map((text, index) =>
      logged(text, index % 2 === 0 ? "cost" : "security"),
    );
    const { logged: share } = gainOf(alone);
    expect(share?.after.answered).toBeLessThan(1);
  });

  it("counts what is not suggested among what could be answered, by its requests", () => {
    const others = [
      logged("kraken kraken in my soup", "cost", 60),
      logged("the capital of krypton", "cost", 120),
    ];
    const { requests, logged: share } = gainOf(KRAKENS, others);
    expect(requests).toBe(240);
    expect(share?.after.answered).toBe(0.5);
  });

  it("does not guess from fewer than four suggestions", () => {
    const { logged: share, validation } = gainOf(KRAKENS.slice(0, 3));
    expect(share).toBeUndefined();
    expect(validation.after.coverage).toBeGreaterThan(0.9);
  });

  it("tells how far it is, of all its trainings", () => {
    const told: string[] = [];
    const dones: number[] = [];
    measureGain({
      examples: EXAMPLES,
      validation: VALIDATION,
      routes: routes(),
      lexicon: [],
      vectors: NO_WORD_VECTORS,
      targetPrecision: 0.6,
      seed: 1,
      suggested: KRAKENS,
      others: [],
      onProgress: ({ step, done }) => {
        if (told.at(-1) !== step) told.push(step);
        dones.push(done);
      },
    });
    expect(told).toEqual([
      "1 of 4, with the examples alone",
      "2 of 4, with all suggestions",
      "3 of 4, with half 1 of the suggestions",
      "4 of 4, with half 2 of the suggestions",
    ]);
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
    expect(dones.at(-1)).toBe(1);
  });

  it("says what is wrong with examples that cannot be learnt", () => {
    const oneLabel = EXAMPLES.filter(({ label }) => label === "cost");
    const result = measureGain({
      examples: oneLabel,
      validation: VALIDATION,
      routes: routes(),
      lexicon: [],
      vectors: NO_WORD_VECTORS,
      targetPrecision: 0.6,
      seed: 1,
      suggested: [],
      others: [],
    });
    expect(result).toMatchObject({
      ok: false,
      problems: [{ message: 'expected at least 2 labels (one may be "oos"), found cost' }],
    });
  });
});
