/** What one invocation gave back. */
export interface Invoked {
  /** Lambda's word for an invocation that failed. */
  readonly functionError?: string;
  /** What the function returned, or what its failure says about itself. */
  readonly payload: string;
  /** The last 4 KB of its log, with Lambda's REPORT line. */
  readonly logTail: string;
}

/** Temporary copies of one version of a function. Nothing here touches the function itself, its alias or its versions. */
export interface TrialFunctions {
  /** Makes a copy under a name of its own; nothing is published yet. */
  readonly create: (name: string) => Promise<void>;
  /**
   * Publishes a version of the copy with so much memory that no environment has run yet, and waits until it can be
   * called. `label` makes it differ from the others. Gives its number.
   */
  readonly publish: (name: string, memoryMb: number, label: string) => Promise<string>;
  readonly invoke: (name: string, version: string, payload: string) => Promise<Invoked>;
  /** Deletes the copy with all of its versions. One that is not there is none to delete. */
  readonly remove: (name: string) => Promise<void>;
}

/** Gives functions as much CPU as Lambda gives for their memory. */
export interface CpuByMemory {
  /** For the environments of a function that start from now on. The function must be there. */
  readonly limit: (
    functionName: string,
  ) => Promise<{ readonly kind: "limited" } | { readonly kind: "unavailable"; readonly reason: string }>;
  /** Of a function that was limited, even if it is gone by now. */
  readonly unlimit: (functionName: string) => Promise<void>;
}

/** Copies that some run has left behind. */
export interface Leftovers {
  /** All functions of the account; times in epoch milliseconds. */
  readonly list: () => Promise<readonly { readonly name: string; readonly modifiedMs: number }[]>;
  readonly remove: (name: string) => Promise<void>;
}
