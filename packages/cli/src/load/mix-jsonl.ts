import { z } from "zod";
import type { MixKind, MixRequest } from "./mix.ts";
import { readEntry } from "./mix-entry.ts";

export interface MixProblem {
  readonly line: number;
  readonly message: string;
}

export type ReadMix =
  | { readonly ok: true; readonly kinds: readonly MixKind[] }
  | { readonly ok: false; readonly problems: readonly MixProblem[] };

export const KindName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "expected up to 32 of a-z, 0-9, - and _");
const Line = z.looseObject({ kind: KindName });

/** Reads `{"kind": …, "query": …}`, one a line. Each line is as likely as the others, so a kind weighs its lines. */
export function readMixLines(text: string): ReadMix {
  const problems: MixProblem[] = [];
  const requests = new Map<string, MixRequest[]>();
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === "") continue;
    const { kind, request, messages } = readLine(line);
    problems.push(...messages.map((message) => ({ line: index + 1, message })));
    if (kind === undefined || request === undefined) continue;
    requests.set(kind, [...(requests.get(kind) ?? []), request]);
  }
  if (problems.length > 0) return { ok: false, problems };
  if (requests.size === 0) {
    const message = 'expected one {"kind": "…", "query": "…"} a line, found none';
    return { ok: false, problems: [{ line: 1, message }] };
  }
  const kinds = [...requests].map(([name, own]) => ({ name, weight: own.length, requests: own }));
  return { ok: true, kinds };
}

interface ReadLine {
  readonly kind?: string;
  readonly request?: MixRequest;
  readonly messages: readonly string[];
}

function readLine(line: string): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { messages: ['is not JSON; expected one object like {"kind": "cost", "query": "…"}'] };
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) {
    return { messages: ['expected an object with "kind": up to 32 of a-z, 0-9, - and _'] };
  }
  const { kind, ...rest } = parsed.data;
  const entry = readEntry(rest);
  if (entry.ok) return { kind, request: entry.request, messages: [] };
  return { messages: entry.problems.map(({ message }) => message) };
}
