import { countOf, grouped, percent } from "../model/numbers-text.ts";
import { printTable } from "../model/print-table.ts";
import { printable, type Terminal } from "../terminal.ts";
import type { Gain } from "./gain.ts";
import type { ReadLog } from "./read-log.ts";
import type { DropReason, LoggedQuery, Suggestions } from "./suggest.ts";

/** What became of a log. */
export interface LearnReport {
  readonly log: ReadLog;
  readonly suggestions: Suggestions;
  readonly minConfidence: number;
  /** Undefined when there was nothing to suggest. */
  readonly out: string | undefined;
  /** Undefined when nothing was trained. */
  readonly gain: Gain | undefined;
}

/** Contradictions that are shown; the JSON has all. */
const MOST_SHOWN = 10;

/** What the log had, what became of it, and what to do with the file. */
export function printLearning(terminal: Terminal, report: LearnReport): void {
  const { out } = terminal;
  const { log, suggestions, minConfidence } = report;
  const { suggested, dropped } = suggestions;
  const queries = suggested.length + dropped.length;
  out(
    `${countOf(log.requests, "request")} in the log, ${grouped(log.decisions.length)} of them decided by the language model (${countOf(queries, "query", "different queries")}); ${countOf(log.unknownLines, "other line")}.`,
  );
  for (const [reason, text] of reasonTexts(minConfidence)) {
    const left = dropped.filter((each) => each.reason === reason);
    if (left.length > 0) out(`  left out: ${grouped(left.length)} ${text}`);
    if (reason !== "contradictory") continue;
    for (const { query } of left.slice(0, MOST_SHOWN)) {
      out(printable(`    ${JSON.stringify(query.text)} went to ${query.agents.join(" and ")}`));
    }
  }
  if (report.out === undefined) return out("There is nothing to suggest.");
  out(
    `${countOf(suggested.length, "suggestion")} in ${report.out}, the most useful first. Nothing has learnt from them yet: read them,`,
  );
  out(
    "correct labels, mark what is for no agent as oos (the language model had to name one), then add them to the examples.",
  );
  if (report.gain !== undefined) printGain(terminal, report.gain);
}

function reasonTexts(minConfidence: number): readonly (readonly [DropReason, string])[] {
  return [
    ["in-examples", "already among the examples"],
    ["in-validation", "among the validation, which must not be learnt"],
    ["contradictory", "answered now this way, now that"],
    ["low-confidence", `answered with a confidence below ${minConfidence}`],
    ["unknown-agent", "answered with an agent that the rules do not have"],
    ["personal-data", "with what looks like personal data or a key"],
  ];
}

function printGain(terminal: Terminal, { requests, logged, validation }: Gain): void {
  terminal.out("");
  const row = (title: string, before: number | undefined, after: number | undefined) => [
    title,
    percent(before),
    percent(after),
  ];
  const about = `of ${countOf(requests, "logged request")}`;
  printTable(terminal, [
    ["the fast path", "examples alone", "with suggestions"],
    ...(logged === undefined
      ? []
      : [
          row(`answers, ${about} (1)`, logged.before.answered, logged.after.answered),
          row("  of these, as the language model did", logged.before.likeLlm, logged.after.likeLlm),
        ]),
    row("answers, of the validation", validation.before.coverage, validation.after.coverage),
    row("  of these, rightly", validation.before.precision, validation.after.precision),
  ]);
  terminal.out(
    logged === undefined
      ? "  There are too few suggestions to learn from some and ask the others."
      : "  (1) All that the language model decided and that is neither example nor validation. No suggestion answers itself:\n" +
          "      each is asked of a model that has learnt the other half.",
  );
}

/** For scripts: shares from 0 to 1, null where there is nothing to take a share of. */
export function learningJson({ log, suggestions, out, gain }: LearnReport): string {
  const { suggested, dropped } = suggestions;
  const countsOf = (reason: DropReason) => {
    const queries = dropped.filter((each) => each.reason === reason).map(({ query }) => query);
    return { queries: queries.length, requests: requestsOf(queries) };
  };
  return JSON.stringify({
    log: {
      lines: log.lines,
      unknown_lines: log.unknownLines,
      requests: log.requests,
      llm_decided: log.decisions.length,
      without_query: log.decisions.filter(({ query }) => query === undefined).length,
    },
    suggestions: { queries: suggested.length, requests: requestsOf(suggested) },
    left_out: {
      in_examples: countsOf("in-examples"),
      in_validation: countsOf("in-validation"),
      contradictory: countsOf("contradictory"),
      low_confidence: countsOf("low-confidence"),
      unknown_agent: countsOf("unknown-agent"),
      personal_data: countsOf("personal-data"),
    },
    contradictions: dropped
      .filter(({ reason }) => reason === "contradictory")
      .map(({ query: { text, agents } }) => ({ text, agents })),
    out: out ?? null,
    gain: gain === undefined ? null : gainJson(gain),
  });
}

function gainJson({ requests, logged, validation }: Gain) {
  const share = ({
    answered,
    likeLlm,
  }: {
    readonly answered: number;
    readonly likeLlm: number | undefined;
  }) => ({
    answered,
    like_llm: likeLlm ?? null,
  });
  const result = ({ coverage, precision }: Gain["validation"]["before"]) => ({
    coverage: coverage ?? null,
    precision: precision ?? null,
  });
  return {
    logged_requests: requests,
    logged: logged === undefined ? null : { before: share(logged.before), after: share(logged.after) },
    validation: { before: result(validation.before), after: result(validation.after) },
  };
}

function requestsOf(queries: readonly LoggedQuery[]): number {
  return queries.reduce((sum, { requests }) => sum + requests, 0);
}
