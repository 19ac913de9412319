import { appendFileSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Deed } from "@switchyard/console";
import { z } from "zod";

/** What people did to a local cloud with the console: appended to, never changed. */
export interface DeedLog {
  readonly append: (deed: Omit<Deed, "number">) => void;
  /** From this number on, oldest first. */
  readonly from: (number: number) => readonly Deed[];
}

const Line = z.strictObject({
  number: z.int().positive(),
  atMs: z.number(),
  by: z.string(),
  what: z.string(),
  why: z.string().exactOptional(),
  broke: z.string().exactOptional(),
});

/** A full file becomes the old one, and what was the old one goes: twice as many are kept at most. */
const MOST_LINES = 1000;
const MOST_LETTERS = 500;

/** The log in the state folder of a local cloud. It survives the console, and goes with the rest of the state. */
export function openDeedLog(dir: string, mostLines = MOST_LINES): DeedLog {
  const file = join(dir, "console-audit.jsonl");
  const old = join(dir, "console-audit.1.jsonl");
  let known: { readonly stamp: string; readonly deeds: readonly Deed[] } | undefined;

  const all = (): readonly Deed[] => {
    const stamp = `${stampOf(old)} ${stampOf(file)}`;
    if (known?.stamp !== stamp)
      known = { stamp, deeds: numbered([...deedsIn(textOf(old)), ...deedsIn(textOf(file))]) };
    return known.deeds;
  };
  return {
    append: ({ by, ...rest }) => {
      const number = (all().at(-1)?.number ?? 0) + 1;
      const text = textOf(file);
      const isFull = deedsIn(text).length >= mostLines;
      if (isFull) renameSync(file, old);
      // A line that a crash cut off stays alone.
      const gap = isFull || text === "" || text.endsWith("\n") ? "" : "\n";
      const line = JSON.stringify({ number, by: by.slice(0, MOST_LETTERS), ...rest });
      appendFileSync(file, `${gap}${line}\n`, { mode: 0o600 });
      known = undefined;
    },
    from: (number) => all().filter((deed) => deed.number >= number),
  };
}

/** Two consoles that append at once choose the same number; their lines stand in one order all the same. */
function numbered(deeds: readonly Deed[]): readonly Deed[] {
  let last = 0;
  return deeds.map((deed) => {
    last = Math.max(deed.number, last + 1);
    return { ...deed, number: last };
  });
}

function deedsIn(text: string): readonly Deed[] {
  return text.split("\n").flatMap((line) => {
    const parsed = Line.safeParse(jsonOf(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  return stampOf(file) === "" ? "" : readFileSync(file, "utf8");
}

/** Changes when the file does; empty where there is none. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino}:${stats.size}`;
}
