import { describeRouting, sameRouting } from "@switchyard/rollout";
import type { AliasReading } from "./alias-reading.ts";

/** What somebody else did to the alias, in a sentence; undefined when it is where the controller left it. */
export function aliasDrift({ found, recorded, noticed }: AliasReading): string | undefined {
  // Once it has noticed, it takes note of every move and makes none.
  if (noticed) {
    return `The alias was moved by somebody else: ${describeRouting(found)}. The controller holds still until somebody says resume or abort.`;
  }
  if (sameRouting(recorded, found)) return undefined;
  return `The alias was moved: ${describeRouting(found)}. The controller had it so: ${describeRouting(recorded)}.`;
}
