import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Environment, startEnvironment } from "../environments/environment.ts";
import { type LogSink, openLogSink } from "../environments/log-sink.ts";
import { readUsage } from "../environments/process-usage.ts";
import { createRandom, shuffled } from "../random.ts";
import { type BenchEvent, checkAnswer, EVENTS, gatewayEvent } from "../variants/events.ts";
import { EMPTY_VARIANTS, type VariantId } from "../variants/variants.ts";
import { openWorkplace, type Workplace } from "../variants/workplace.ts";
import { type Block, measureBlock } from "./block.ts";
import { QUESTIONS } from "./questions.ts";

export const WARM_VARIANTS: readonly VariantId[] = ["empty", "switchyard", "naive"];
/** How many environments serve side by side. */
export const ENVIRONMENTS = [1, 4] as const;
/** Blocks before the first that counts, so that the compilers of all are done. */
const WARM_UP_BLOCKS = 3;
/** After so many requests the memory is read. */
export const MEMORY_AT = [10_000, 50_000, 100_000] as const;

export interface WarmOptions {
  readonly blocks: number;
  readonly requests: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface WarmResult {
  /** By number of environments: the blocks of each variant in the order of the rounds. */
  readonly blocks: ReadonlyMap<number, ReadonlyMap<VariantId, readonly Block[]>>;
  /** MB at each of `MEMORY_AT`; undefined where the platform does not tell. */
  readonly memoryMb: ReadonlyMap<VariantId, readonly (number | undefined)[]>;
}

/** Decisions of the fast path, one after another, by environments that run already. */
export async function runWarm({ blocks, requests, seed, say }: WarmOptions): Promise<WarmResult> {
  const [event] = EVENTS;
  if (event === undefined) throw new Error("expected an event, found none");
  const dir = await mkdtemp(join(tmpdir(), "switchyard-warm-"));
  const log = openLogSink(dir);
  const workplace = await openWorkplace(say);
  const bench = { workplace, event, log, random: createRandom(seed) };
  try {
    const measured = new Map<number, ReadonlyMap<VariantId, readonly Block[]>>();
    for (const count of ENVIRONMENTS) {
      say(`${count} environment(s)`);
      measured.set(count, await measureBlocks(bench, count, blocks, requests));
    }
    const memoryMb = new Map<VariantId, readonly (number | undefined)[]>();
    for (const variant of WARM_VARIANTS) {
      say(`Memory of ${variant}`);
      memoryMb.set(variant, await measureMemory(bench, variant));
    }
    return { blocks: measured, memoryMb };
  } finally {
    log.close();
    await workplace.close();
    await rm(dir, { recursive: true });
  }
}

interface WarmBench {
  readonly workplace: Workplace;
  readonly event: BenchEvent;
  readonly log: LogSink;
  readonly random: () => number;
}

const PAYLOADS = QUESTIONS.map(gatewayEvent);

/** Variants take turns, block by block, in an order of chance. */
async function measureBlocks(
  bench: WarmBench,
  count: number,
  blocks: number,
  requests: number,
): Promise<ReadonlyMap<VariantId, readonly Block[]>> {
  const started = new Map<VariantId, readonly Environment[]>();
  const measured = new Map<VariantId, Block[]>(WARM_VARIANTS.map((variant) => [variant, []]));
  try {
    for (const variant of WARM_VARIANTS) started.set(variant, await startMany(bench, variant, count));
    for (let round = -WARM_UP_BLOCKS; round < blocks; round++) {
      for (const variant of shuffled(WARM_VARIANTS, bench.random)) {
        const environments = started.get(variant) ?? [];
        const block = await measureBlock(environments, PAYLOADS, requests, checkOf(variant, bench.event));
        if (round >= 0) measured.get(variant)?.push(block);
      }
    }
    return measured;
  } finally {
    await Promise.all([...started.values()].flat().map(({ stop }) => stop()));
  }
}

async function measureMemory(bench: WarmBench, variant: VariantId): Promise<readonly (number | undefined)[]> {
  const [environment] = await startMany(bench, variant, 1);
  if (environment === undefined) throw new Error("expected an environment, found none");
  try {
    const memory: (number | undefined)[] = [];
    let done = 0;
    for (const requests of MEMORY_AT) {
      await measureBlock([environment], PAYLOADS, requests - done, checkOf(variant, bench.event));
      done = requests;
      memory.push(readUsage(environment.pid).memoryMb);
    }
    return memory;
  } finally {
    await environment.stop();
  }
}

function startMany(
  { workplace, event, log }: WarmBench,
  variant: VariantId,
  count: number,
): Promise<readonly Environment[]> {
  const program = workplace.program(variant, event);
  return Promise.all(Array.from({ length: count }, () => startEnvironment(program, log.fd)));
}

/** The first answers in full, as reading them all would be most of the work; and of every one, that it is an answer. */
function checkOf(variant: VariantId, event: BenchEvent): (answer: string) => void {
  let toCheck = QUESTIONS.length;
  return (answer) => {
    if (!answer.startsWith('{"statusCode":200,')) throw new Error(`expected status 200, found ${answer}`);
    if (toCheck === 0 || EMPTY_VARIANTS.has(variant)) return;
    toCheck -= 1;
    checkAnswer(answer, event);
  };
}
