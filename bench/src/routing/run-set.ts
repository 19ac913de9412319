import type { Contender, Example, LoadedModel } from "./contender.ts";
import { BASELINE, CONTENDERS, openContender } from "./contenders.ts";
import { type Loading, measureLoading, trainWithin } from "./in-worker.ts";
import { type MeasuredLatency, measureLatency } from "./latency.ts";
import {
  type Answer,
  accuracy,
  type CurvePoint,
  curve,
  type Outcome,
  outcomeAt,
  pointThreshold,
} from "./measures.ts";
import type { RoutingSet } from "./sets.ts";

export const TARGETS = [0.95, 0.98, 0.99] as const;
export const TRAINING_LIMIT_MS = 180_000;
export const PASSES = 7;
const LOADS = 5;

export interface OutcomeAtTarget extends Outcome {
  readonly targetPrecision: number;
}

/** Everything about one contender on one set. */
export interface Measured {
  readonly name: string;
  readonly accuracy: number;
  readonly outcomes: readonly OutcomeAtTarget[];
  readonly curve: readonly CurvePoint[];
  readonly latency: MeasuredLatency;
  readonly modelBytes: number;
  readonly loading: Loading;
  readonly trainMs: number;
}

/** `measured` is not there where training took longer than the limit. */
export interface Row {
  readonly name: string;
  readonly measured?: Measured;
}

interface Trained {
  readonly contender: Contender;
  readonly model: LoadedModel;
  readonly bytes: Uint8Array;
  readonly trainMs: number;
}

export async function runSet(set: RoutingSet, onStep: (step: string) => void): Promise<readonly Row[]> {
  const trained = new Map<string, Trained>();
  const names = new Map<string, string>();
  for (const id of CONTENDERS.keys()) {
    onStep(`${id}: training`);
    const contender = await openContender(id);
    names.set(id, contender.name);
    const training = await trainWithin(TRAINING_LIMIT_MS, id, set);
    if (training !== undefined) {
      trained.set(id, { contender, ...training, model: await contender.load(training.bytes) });
    }
  }
  const quality = new Map<string, ReturnType<typeof judge>>();
  for (const [id, { model }] of trained) {
    onStep(`${id}: answering`);
    quality.set(id, judge(model, await ask(model, set.validation), await ask(model, set.test)));
  }
  onStep("latency");
  const questions = set.test.map(({ text }) => text);
  const models = new Map([...trained].map(([id, { model }]) => [id, model]));
  const latencies = await measureLatency(models, BASELINE, questions, PASSES);
  const rows: Row[] = [];
  for (const [id, name] of names) {
    const own = { trained: trained.get(id), quality: quality.get(id), latency: latencies.get(id) };
    if (own.trained === undefined || own.quality === undefined || own.latency === undefined) {
      rows.push({ name });
      continue;
    }
    onStep(`${id}: loading`);
    const { bytes, trainMs } = own.trained;
    const loading = await measureLoading(id, bytes, questions[0] ?? "", LOADS);
    const costs = { latency: own.latency, modelBytes: bytes.length, loading, trainMs };
    rows.push({ name, measured: { name, ...own.quality, ...costs } });
  }
  return rows;
}

/** The threshold is the contender's own where it has one, and else the one that would have been right on validation. */
function judge(model: LoadedModel, validation: readonly Answer[], test: readonly Answer[]) {
  const outcomes = TARGETS.map((targetPrecision) => {
    const threshold = model.ownThreshold?.(targetPrecision) ?? pointThreshold(validation, targetPrecision);
    return { targetPrecision, ...outcomeAt(test, threshold) };
  });
  return { accuracy: accuracy(test), outcomes, curve: curve(test) };
}

async function ask(model: LoadedModel, examples: readonly Example[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { text, label } of examples) answers.push({ ...(await model.predict(text)), truth: label });
  return answers;
}
