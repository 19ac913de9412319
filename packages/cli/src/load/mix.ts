import type { Dice } from "@switchyard/rollout";

/** What is asked once or many times. */
export interface MixRequest {
  readonly method: "POST" | "GET";
  readonly content:
    | { readonly kind: "question"; readonly query: string; readonly agent: string | undefined }
    /** Sent as it is, to see what becomes of bad input. */
    | { readonly kind: "raw"; readonly body: string };
  /** The status that is right for it. */
  readonly expect: number;
  /** Sent with the session of the newest answer that came with one; without any, as a question of its own. */
  readonly followUp: boolean;
}

/** Requests of one kind, each as likely as the others. */
export interface MixKind {
  readonly name: string;
  /** Above 0; only its share of all weights counts. */
  readonly weight: number;
  readonly requests: readonly MixRequest[];
}

/** One kind at least, each with a request at least. */
export interface Mix {
  readonly kinds: readonly MixKind[];
}

export interface Picked {
  readonly kind: string;
  readonly request: MixRequest;
}

/** Draws a kind by its weight, and one of its requests. */
export function pick({ kinds }: Mix, dice: Dice): Picked {
  let left = dice() * kinds.reduce((sum, { weight }) => sum + weight, 0);
  const which = dice();
  // What rounding leaves over is the last one's.
  const kind = kinds.find(({ weight }) => (left -= weight) < 0) ?? kinds.at(-1);
  const request = kind?.requests[Math.floor(which * kind.requests.length)];
  if (kind !== undefined && request !== undefined) return { kind: kind.name, request };
  throw new RangeError("A mix needs a kind and a request of it; found none.");
}
