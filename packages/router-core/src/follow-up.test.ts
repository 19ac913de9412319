import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isElliptical } from "./follow-up.ts";
import { normaliseQuery } from "./normalise.ts";

const asked = (text: string): boolean => isElliptical(normaliseQuery(text, { maxChars: 4000 }));

const FOLLOW_UPS = [
  // A tie, and what it ties on.
  "And last month?",
  "and who?",
  "but why?",
  "and in us-east-1",
  "or only for Lambda?",
  "and how many instances?",
  "and the production database?",
  "ok, and for staging please",
  "what about staging",
  "How about in Frankfurt?",
  "what about the other region?",
  "and production database backups?",
  "also for dev",
  // A repeat.
  "same for eu-west-1",
  "the same for prod?",
  "same again",
  "ditto",
  // Questions that name nothing.
  "why?",
  "how so",
  "which ones",
  "now what?",
  "since when?",
  "for how long?",
  "how much last month?",
  // Questions that point back.
  "why is that?",
  "what's that",
  "whats that",
  "how can I fix this?",
  "how do I undo that?",
  "did they use mfa?",
  "what does that mean?",
  "is it still open?",
  "when does it expire?",
  "how much was that last year",
  "which of these is the most expensive?",
  "who can see them",
  // What one does to an answer.
  "break that down by service",
  "can you sort them by region",
  "can you show me more?",
  "could you go on",
  "continue",
  "sort by cost",
  "compare with last month",
  "show me more",
  "tell me more",
  "show me the top 5",
  "give me the details for prod",
  "do the same for prod",
  "explain that in simple terms",
  "go on",
  "delete those",
  "undo this again",
  // Scopes, times, back references.
  "only prod",
  "for the last 7 days",
  "in the staging account",
  "by service",
  "without tax",
  "last month?",
  "this week",
  "today's?",
  "more details please",
  "anything else?",
  "all of them",
  "no, only prod",
];

const NO_FOLLOW_UPS = [
  // Topics of their own.
  "What are my AWS costs?",
  "what about our aws bill for the lambda functions in production?",
  "why is my lambda slow",
  "which security groups are open",
  "how do I rotate an IAM access key",
  "and how do I rotate my access key",
  "and is the vpc peered with prod",
  "and my laptop is broken",
  "so what is a vpc",
  "is S3 down?",
  "is one vpc enough",
  "how much is this month's bill",
  "what is this charge",
  "what happened last night",
  "who has access to the billing bucket",
  "do we have unused elastic ips",
  "how many instances do we have in production",
  "last login of root user",
  "in memory cache",
  "and billing alarms budget report",
  "same problem with my laptop",
  "why does it break our nightly deployment pipelines",
  "does this bucket have versioning",
  "lambda does that",
  "fix the bucket for them",
  "it's the same",
  "list s3",
  "and show my aws bill",
  "show me the latest billing export errors of it",
  "on call schedule",
  "vpc",
  "staging",
  "my site is down",
  "it is broken",
  // Orders with an object.
  "show me my aws bill",
  "show me all ec2 instances",
  "show me the instances that are stopped",
  "list my buckets by region",
  "explain vpc peering",
  "tell me more about reserved instances",
  "restart the server",
  "go to the console",
  // Nothing is meant by "it".
  "is it possible to share a bucket",
  "will it rain tomorrow?",
  "what time is it",
  "what day is today?",
  "how many days are in this month?",
  // Talk.
  "hello",
  "hey there",
  "good morning",
  "thanks",
  "and thank you",
  "ok",
  "yes please",
  "that's great, thanks",
  "got it",
  "just checking",
  "how are you?",
  "who are you?",
  "what can you do",
  "what about you",
  "do I have to?",
  "do we",
  "believe you on that",
  "out there",
  "only",
  "can you help me",
  "tell me a joke",
  "",
  "?",
  "and?",
  "🙂",
];

describe("isElliptical", () => {
  it.each(FOLLOW_UPS)("takes %j for a follow-up", (text) => {
    expect(asked(text)).toBe(true);
  });

  it.each(NO_FOLLOW_UPS)("does not take %j for one", (text) => {
    expect(asked(text)).toBe(false);
  });

  it("takes eight words and not nine, a hundred characters and not one more", () => {
    expect(asked("and for the last 7 days by service")).toBe(true);
    expect(asked("and only for the last 7 days by service")).toBe(false);
    expect(asked(`only ${"x".repeat(95)}`)).toBe(true);
    expect(asked(`only ${"x".repeat(96)}`)).toBe(false);
  });

  it("answers for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect([true, false]).toContain(asked(text));
      }),
    );
  });

  it("does not mind case, spacing and typographic quotes", () => {
    const words = fc.constantFrom(
      "and",
      "why",
      "what's",
      "it",
      "that",
      "vpc",
      "prod",
      "last",
      "month",
      "?",
      "you",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 9 }), (text) => {
        const taken = asked(text.join(" "));
        expect(asked(` ${text.join("\t").toUpperCase()}\n`)).toBe(taken);
        expect(asked(text.join("  ").replaceAll("'", "’"))).toBe(taken);
      }),
    );
  });

  const followUp = fc.constantFrom(...FOLLOW_UPS);

  it("takes a follow-up after a tie, and with other punctuation", () => {
    const short = followUp.filter((text) => text.split(" ").length < 8);
    fc.assert(
      fc.property(
        short,
        fc.constantFrom("and", "but", "ok, and", "so"),
        fc.constantFrom("", "?", "!", " …"),
        (text, tie, end) => {
          const bare = text.replace(/[?]$/, "");
          if (`${tie} ${bare}`.split(" ").length > 8) return;
          expect([`${tie} ${bare}${end}`, asked(`${tie} ${bare}${end}`)]).toEqual([
            `${tie} ${bare}${end}`,
            true,
          ]);
        },
      ),
    );
  });

  it("takes nothing with thanks or a greeting in it, and nothing that goes on and on", () => {
    fc.assert(
      fc.property(followUp, fc.constantFrom("thanks", "hello", "great"), (text, talk) => {
        expect(asked(`${text} ${talk}`)).toBe(false);
        expect(asked(`${talk} ${text}`)).toBe(false);
        expect(asked(`${text} one two three four five six seven eight`)).toBe(false);
      }),
    );
  });
});
