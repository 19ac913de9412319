import { MAX_LABELS, normaliseQuery } from "@switchyard/router-core";
import { type Example, isOutOfScope } from "./example.ts";
import { type LineProblem, MAX_TEXT_CHARS } from "./parse-examples.ts";

/** Fewer examples than this teach a label too little to be trusted. */
const FEW_PER_LABEL = 5;
/** Fewer rows than this leave a threshold to chance. */
const FEW_VALIDATION_ROWS = 100;
/** With fewer the threshold hardly knows what lies outside. */
const FEW_OUT_OF_SCOPE = 50;

const OUT_OF_SCOPE = "oos";

export interface CheckedExamples {
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  /** In-scope labels, sorted. */
  readonly labels: readonly string[];
  readonly problems: readonly SetProblem[];
}

export interface SetProblem extends LineProblem {
  readonly set: "examples" | "validation";
}

/** Each set counts a text once: a repetition must not weigh more, nor a validation row be known from training. */
export function checkExamples(examples: readonly Example[], validation: readonly Example[]): CheckedExamples {
  const problems: SetProblem[] = [];
  const trained = distinct(examples, "examples", problems);
  const byClass = Map.groupBy(trained.values(), classOf);
  const labels = [...byClass.keys()].filter((label) => label !== OUT_OF_SCOPE).toSorted();
  if (byClass.size < 2) {
    problems.push(
      error(
        "examples",
        `expected at least 2 labels (one may be "oos"), found ${labels.join(", ") || "none"}`,
      ),
    );
  }
  if (labels.length > MAX_LABELS) {
    problems.push(error("examples", `expected at most ${MAX_LABELS} labels, found ${labels.length}`));
  }
  const judged = [...distinct(validation, "validation", problems)].flatMap(([key, row]) => {
    const twin = trained.get(key);
    if (twin === undefined) return [row];
    const message = `is also line ${twin.line} of the examples, so it proves nothing; it is left out`;
    problems.push(warning("validation", row.line, message));
    return [];
  });

  for (const label of labels) {
    const own = byClass.get(label) ?? [];
    if (own.length < FEW_PER_LABEL) {
      problems.push(
        warning(
          "examples",
          own[0]?.line ?? 1,
          `"${label}" has ${own.length} examples; with fewer than ${FEW_PER_LABEL} it is hardly learned`,
        ),
      );
    }
  }
  const known = new Set(labels);
  const unknown = new Map(
    judged.filter((row) => !isOutOfScope(row) && !known.has(row.label)).map((row) => [row.label, row]),
  );
  for (const row of unknown.values()) {
    problems.push(
      warning(
        "validation",
        row.line,
        `"${row.label}" is no label of the examples; each answer to it is an error`,
      ),
    );
  }
  if (judged.length === 0)
    problems.push(error("validation", "expected rows that are not among the examples, found none"));
  else if (judged.length < FEW_VALIDATION_ROWS) {
    problems.push(
      warning(
        "validation",
        1,
        `has ${judged.length} rows; with fewer than ${FEW_VALIDATION_ROWS} the threshold is cautious`,
      ),
    );
  }
  const outside = judged.filter(isOutOfScope).length;
  if (judged.length > 0 && outside < FEW_OUT_OF_SCOPE) {
    problems.push(
      warning(
        "validation",
        1,
        `has ${outside} out-of-scope rows; with fewer than ${FEW_OUT_OF_SCOPE} the threshold says little about such queries`,
      ),
    );
  }
  return { examples: [...trained.values()], validation: judged, labels, problems };
}

/** By its normal form, each text once. Contradictions are told, and the first of them stays. */
function distinct(
  rows: readonly Example[],
  set: SetProblem["set"],
  problems: SetProblem[],
): ReadonlyMap<string, Example> {
  const known = new Map<string, Example>();
  for (const row of rows) {
    const key = keyOf(row);
    const twin = known.get(key);
    if (key === "") problems.push(warning(set, row.line, "has no text that one could see; it is left out"));
    else if (twin === undefined) known.set(key, row);
    else if (classOf(twin) !== classOf(row)) {
      const message = `contradicts line ${twin.line}: "${row.label}" here, "${twin.label}" there; it is left out`;
      problems.push(warning(set, row.line, message));
    }
  }
  return known;
}

function classOf(row: Example): string {
  return isOutOfScope(row) ? OUT_OF_SCOPE : row.label;
}

function keyOf({ text }: Example): string {
  return normaliseQuery(text, { maxChars: MAX_TEXT_CHARS });
}

function warning(set: SetProblem["set"], line: number, message: string): SetProblem {
  return { severity: "warning", set, line, message };
}

function error(set: SetProblem["set"], message: string): SetProblem {
  return { severity: "error", set, line: 1, message };
}
