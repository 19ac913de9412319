/** A question and where it belongs. A label of `oos` or `oos:*` means that it belongs nowhere. */
export interface Example {
  readonly text: string;
  readonly label: string;
}

/** What a contender may look at before it is measured. Peers without a bound of their own leave `validation` alone. */
export interface TrainingSet {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
}

export interface Prediction {
  /** The best label in scope, even where the contender would rather not answer. */
  readonly label: string;
  /** How sure it is. Only the order counts. */
  readonly score: number;
}

export interface LoadedModel {
  readonly predict: (text: string) => Prediction | Promise<Prediction>;
  /** The score from which on it answers at this precision, for contenders that know: above 1 means never. */
  readonly ownThreshold?: (targetPrecision: number) => number;
}

/** One way to route a question by examples. What is measured always went through its stored form. */
export interface Contender {
  /** With the version, where it is somebody else's. */
  readonly name: string;
  readonly train: (set: TrainingSet) => Uint8Array | Promise<Uint8Array>;
  readonly load: (bytes: Uint8Array) => LoadedModel | Promise<LoadedModel>;
}

export function isOutOfScope(label: string): boolean {
  return label === "oos" || label.startsWith("oos:");
}
