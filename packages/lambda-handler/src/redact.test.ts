import { describe, expect, it } from "vitest";
import { redactQuery } from "./redact.ts";

describe("redactQuery", () => {
  it("takes the query out wherever it is quoted, in any case and spacing", () => {
    expect(redactQuery('bad "What  are my\ncosts?" and WHAT ARE MY COSTS?!', " what are my costs? ")).toBe(
      'bad "[query]" and [query]!',
    );
  });

  it("takes the query for text and not for a pattern", () => {
    expect(redactQuery("saw (a|b)* and aaaa", "(a|b)*")).toBe("saw [query] and aaaa");
  });

  it("leaves a message readable when the query is a word of three letters or fewer", () => {
    expect(redactQuery("an error", "err")).toBe("an error");
  });
});
