import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildAutomaton, createTermScanner, impliedTerms } from "./automaton.ts";
import { normaliseQuery } from "./normalise.ts";
import { parseTerm, printTerm, type Term } from "./terms.ts";

function termOf(raw: string): Term {
  const parsed = parseTerm(raw);
  if (!parsed.ok) throw new Error(`the test's term "${raw}" ${parsed.message}`);
  return parsed.term;
}

/** The terms that occur in the text, sorted. */
function find(terms: readonly string[], text: string): readonly string[] {
  const scanner = createTermScanner(buildAutomaton(terms.map(termOf)));
  const count = scanner.scan(normaliseQuery(text, { maxChars: 1000 }));
  return [...scanner.found.subarray(0, count)].map((id) => terms[id] ?? "").toSorted();
}

describe("a term scanner", () => {
  it("matches whole words only", () => {
    expect(find(["cost", "s3", "ec2"], "Costs of us3 and s3a, ec2x")).toEqual([]);
    expect(find(["cost", "s3", "ec2"], "cost,s3 (EC2)")).toEqual(["cost", "ec2", "s3"]);
  });

  it("matches what begins with a prefix term, and nothing that only contains it", () => {
    expect(find(["bill*"], "bill")).toEqual(["bill*"]);
    expect(find(["bill*"], "our billing")).toEqual(["bill*"]);
    expect(find(["bill*"], "waybill")).toEqual([]);
    expect(find(["security group*"], "security groups")).toEqual(["security group*"]);
    expect(find(["security group*"], "security, groups")).toEqual([]);
  });

  it("takes plurals for other words unless a star allows them", () => {
    expect(find(["budget", "alarm*"], "budgets and alarms")).toEqual(["alarm*"]);
  });

  it("matches contractions with and without their apostrophe, straight or curly", () => {
    for (const text of ["what's up", "what’s up", "whats up", "WHAT'S up"]) {
      expect(find(["what's"], text)).toEqual(["what's"]);
    }
  });

  it("finds a word before a possessive s", () => {
    expect(find(["vpc", "vpc route"], "the VPC's route")).toEqual(["vpc"]);
    expect(find(["user", "users"], "the users' keys")).toEqual(["users"]);
    expect(find(["don"], "don't")).toEqual([]);
  });

  it("takes hyphen, underscore and slash for a space", () => {
    for (const text of ["ec2-classic", "ec2_classic", "ec2/classic", "EC2 Classic"]) {
      expect(find(["ec2-classic", "ec2"], text)).toEqual(["ec2", "ec2-classic"]);
    }
  });

  it("lets no phrase run across punctuation that ends a clause", () => {
    expect(find(["aws bill"], "It is on AWS. Bill knows.")).toEqual([]);
    expect(find(["aws bill"], "on AWS (bill)")).toEqual([]);
    expect(find(["10.0"], "10.0.0.0/16")).toEqual(["10.0"]);
  });

  it("finds overlapping terms, and terms inside terms", () => {
    expect(find(["a nat", "nat gateway", "a nat gateway down", "gateway"], "is a nat gateway down?")).toEqual(
      ["a nat", "a nat gateway down", "gateway", "nat gateway"],
    );
  });

  it("goes on with the longest tail after a near miss", () => {
    expect(find(["nat gateway cost", "gateway health"], "nat gateway health")).toEqual(["gateway health"]);
  });

  it("reports a term once, however often it occurs", () => {
    expect(find(["cost"], "cost cost cost")).toEqual(["cost"]);
  });

  it("forgets the previous text", () => {
    const scanner = createTermScanner(buildAutomaton([termOf("cost")]));
    expect(scanner.has(0)).toBe(false);
    expect(scanner.scan("cost")).toBe(1);
    expect(scanner.has(0)).toBe(true);
    expect(scanner.scan("other")).toBe(0);
    expect(scanner.has(0)).toBe(false);
  });

  it("reads letters beyond ASCII and beyond 16 bits", () => {
    expect(find(["überblick", "𠮷野*"], "Überblick über 𠮷野家")).toEqual(["überblick", "𠮷野*"]);
    expect(find(["berblick"], "überblick")).toEqual([]);
  });

  it("tells more letters apart than fit into 16 bits", () => {
    // Hangul syllables and two blocks of ideographs: 74,884 letters, a hundred to a term.
    const letters = [
      [0xac00, 0xd7a3],
      [0x4e00, 0x9fff],
      [0x20000, 0x2a6df],
    ].flatMap(([first = 0, last = 0]) =>
      Array.from({ length: last - first + 1 }, (_, nth) => String.fromCodePoint(first + nth)),
    );
    const terms = Array.from({ length: Math.ceil(letters.length / 100) }, (_, nth) => ({
      text: letters.slice(nth * 100, nth * 100 + 100).join(""),
      words: 1,
      prefix: false,
    }));
    const scanner = createTermScanner(buildAutomaton(terms));
    const found = terms.filter(({ text }, id) => scanner.scan(text) === 1 && scanner.found[0] === id);
    expect(found).toHaveLength(749);
  });

  it("does not find a term across a gap of more than one sign", () => {
    expect(find(["a b"], "a -- b")).toEqual(["a b"]);
    expect(find(["a b"], "a x b")).toEqual([]);
    expect(find(["a b", "b"], "xa b")).toEqual(["b"]);
  });

  it("has nothing to find without terms", () => {
    expect(find([], "anything")).toEqual([]);
  });

  it("agrees with a matcher that compares every term with every word", () => {
    const word = fc.stringMatching(/^[abé]{1,3}$/u);
    const term = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([words, prefix]) => `${words.join(" ")}${prefix ? "*" : ""}`)
      .filter((raw) => parseTerm(raw).ok);
    const text = fc
      .array(fc.tuple(word, fc.constantFrom(" ", "-", ". ", "  ", "'s ")))
      .map((parts) => parts.flat().join(""));
    fc.assert(
      fc.property(fc.uniqueArray(term, { maxLength: 12, selector: normalForm }), text, (terms, query) => {
        const normal = normaliseQuery(query, { maxChars: 1000 });
        expect(find(terms, query)).toEqual(terms.filter((raw) => naive(termOf(raw), normal)).toSorted());
      }),
      { numRuns: 500 },
    );
  });
});

function normalForm(raw: string): string {
  return printTerm(termOf(raw));
}

/** Clauses of words; a possessive word stands with both of its readings. */
function naive(term: Term, text: string): boolean {
  const wanted = term.text.split(" ");
  const clauses = text
    .split(/[.,;:!?()] | [.,;:!?()]/u)
    .map((clause) => clause.split(/[^\p{L}\p{N}\p{M}']+/u));
  return clauses.some((words) =>
    words.some((_, start) =>
      wanted.every((part, nth) => {
        const word = words[start + nth] ?? "";
        const isLast = nth === wanted.length - 1;
        const readings =
          isLast && word.endsWith("'s")
            ? [word.replace("'", ""), word.slice(0, -2)]
            : [word.replace("'", "")];
        return readings.some((reading) =>
          isLast && term.prefix ? reading.startsWith(part) : reading === part,
        );
      }),
    ),
  );
}

describe("impliedTerms", () => {
  const implied = (raw: string): readonly string[] => {
    const terms = ["security group", "group", "group*", "gr*", "security groups", "bill*", "bill", "bi*"].map(
      termOf,
    );
    return impliedTerms(buildAutomaton(terms), termOf(raw))
      .map((id) => printTerm(terms[id] ?? termOf("none")))
      .toSorted();
  };

  it("finds the terms that occur in every text with the term", () => {
    expect(implied("security group")).toEqual(["gr*", "group", "group*", "security group"]);
  });

  it("does not take the end of a prefix term for the end of a word", () => {
    expect(implied("bill*")).toEqual(["bi*", "bill*"]);
    expect(implied("bill")).toEqual(["bi*", "bill", "bill*"]);
    expect(implied("bi*")).toEqual(["bi*"]);
  });

  it("finds nothing in a term that is not there itself and holds no other", () => {
    expect(implied("vpc")).toEqual([]);
    expect(implied("x group")).toEqual(["gr*", "group", "group*"]);
  });
});
