import { InvalidArgumentError } from "commander";
import { CommandError } from "../terminal.ts";
import type { Mix } from "./mix.ts";

export type Weights = ReadonlyMap<string, number>;

/** Reads `cost=3,llm=1`. */
export function parseWeights(text: string): Weights {
  const weights = new Map<string, number>();
  for (const part of text.split(",")) {
    const [, name = "", weight = ""] = /^([^=]+)=(\d{1,6}(?:\.\d{1,3})?)$/.exec(part) ?? [];
    if (name === "" || weights.has(name)) {
      throw new InvalidArgumentError(
        `expected kind=weight with commas between them, each kind once, found "${text}"`,
      );
    }
    weights.set(name, Number(weight));
  }
  if ([...weights.values()].every((weight) => weight === 0)) {
    throw new InvalidArgumentError(`expected a weight above 0, found "${text}"`);
  }
  return weights;
}

/** The mix with other weights. Kinds that are not named, or weigh 0, are left out. */
export function weighted(mix: Mix, weights: Weights): Mix {
  const names = mix.kinds.map(({ name }) => name);
  const unknown = [...weights.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new CommandError(
      `--weights: there is no kind ${unknown.join(", ")}. There are ${names.join(", ")}.`,
      2,
    );
  }
  const kinds = mix.kinds.flatMap((kind) => {
    const weight = weights.get(kind.name) ?? 0;
    return weight > 0 ? [{ ...kind, weight }] : [];
  });
  return { kinds };
}
