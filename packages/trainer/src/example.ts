/** A text and the label that is right for it. */
export interface Example {
  readonly text: string;
  /** `oos`, or what begins with `oos:`, means that none of the labels is right. */
  readonly label: string;
  /** Labels that are right as well; they count when results are measured, not in training. */
  readonly alt?: readonly string[];
  /** Where it stands in its file, from 1. */
  readonly line: number;
}

export function isOutOfScope({ label }: Pick<Example, "label">): boolean {
  return label === "oos" || label.startsWith("oos:");
}

/** Whether an answer with `label` is right. No answer to an out-of-scope text is. */
export function isRight(example: Pick<Example, "label" | "alt">, label: string): boolean {
  return !isOutOfScope(example) && (example.label === label || (example.alt?.includes(label) ?? false));
}
