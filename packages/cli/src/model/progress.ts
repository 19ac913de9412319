import type { TrainingProgress } from "@switchyard/trainer";
import type { Terminal } from "../terminal.ts";

const LINE_UP_AND_CLEAR = "\u001b[1A\u001b[2K";
/** Often enough to be seen moving. */
const REDRAW_EVERY_MS = 100;

/**
 * Shows how far a training is: on a terminal one line that changes, elsewhere a line for each of its steps.
 *
 * @param nowMs only differences count.
 */
export function showTrainingProgress(
  terminal: Terminal,
  nowMs: () => number = () => performance.now(),
): (progress: TrainingProgress) => void {
  let told: string | undefined;
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  return ({ step, done }) => {
    if (terminal.redraws !== true) {
      if (step !== told) terminal.err(`Training: ${step} …`);
      told = step;
      return;
    }
    const isLast = done >= 1;
    if (!isLast && nowMs() - drawnAtMs < REDRAW_EVERY_MS) return;
    drawnAtMs = nowMs();
    const percent = `${Math.floor(100 * done)} %`.padStart(5);
    terminal.err(`${told === undefined ? "" : LINE_UP_AND_CLEAR}Training: ${percent}  ${step}`);
    told = step;
  };
}
