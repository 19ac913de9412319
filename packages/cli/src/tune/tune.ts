import { CommandError } from "../terminal.ts";
import type { CpuByMemory, TrialFunctions } from "./ports.ts";
import { runTrials, type TrialEvents, type TrialPlan, type Trials } from "./trials.ts";

export interface TunePorts {
  readonly functions: TrialFunctions;
  readonly cpu: CpuByMemory;
}

/**
 * Measures a copy, and deletes it whatever happens, interruptions included. Throws with the copy's name when it could
 * not be deleted.
 */
export async function measureCopy(
  plan: TrialPlan,
  copyName: string,
  { functions, cpu }: TunePorts,
  events: TrialEvents,
): Promise<Trials> {
  let isLimited = false;
  const measured = await settled(async () => {
    events.signal.throwIfAborted();
    events.onProgress(`Making ${copyName}, which is deleted at the end …`);
    await functions.create(copyName);
    const limited = await cpu.limit(copyName);
    if (limited.kind === "unavailable") throw sameAtEverySize(limited.reason);
    isLimited = true;
    return await runTrials(plan, functions, copyName, events);
  });
  // Also when its making failed: the order may have been carried out all the same.
  const removed = await settled(() => functions.remove(copyName));
  // A limit that cannot be taken back stays with a name that nobody has any more.
  if (isLimited) await settled(() => cpu.unlimit(copyName));
  if (!removed.ok) throw leftBehind(copyName, removed.error, measured.ok ? undefined : measured.error);
  if (measured.ok) return measured.value;
  const { error } = measured;
  if (events.signal.aborted) throw new CommandError(`Interrupted. ${copyName} is deleted.`);
  throw new CommandError(
    `${messageOf(error)} ${copyName} is deleted.`,
    error instanceof CommandError ? error.exitCode : 1,
  );
}

function sameAtEverySize(reason: string): CommandError {
  return new CommandError(
    `Functions cannot be given CPU by their memory here, so every size would take the same time: ${reason}`,
    3,
  );
}

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settled<T>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

function leftBehind(copyName: string, why: unknown, before: unknown): CommandError {
  const first = before === undefined ? "" : `${messageOf(before)}\n`;
  return new CommandError(
    `${first}${copyName} could not be deleted: ${messageOf(why)}\nDelete it with "switchyard tune --cleanup" and the same --stage.`,
  );
}

/** With a full stop, so that a sentence can follow. */
function messageOf(error: unknown): string {
  const text =
    error instanceof CommandError
      ? error.message
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
