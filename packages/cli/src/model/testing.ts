import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../program.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command from a folder, as npm's scripts do. */
export async function runIn(dir: string, args: readonly string[], redraws = false): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
      redraws,
    },
    env: { INIT_CWD: dir },
    onInterrupt: () => undefined,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

export function writeRows(dir: string, name: string, rows: readonly object[]): void {
  writeFileSync(join(dir, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

const THINGS: readonly (readonly [label: string, things: readonly string[]])[] = [
  ["cost", ["my bill", "the costs of last month", "spend on ec2", "the invoice", "our budget"]],
  ["security", ["open ports", "iam policies", "public buckets", "encryption keys", "guardduty findings"]],
  ["oos", ["the weather", "a pasta recipe", "football results", "a good movie", "the capital of France"]],
];

/** Fifteen rows for each beginning: five for each of two labels, and five out of scope. */
export function toyRows(...beginnings: readonly string[]): readonly { text: string; label: string }[] {
  return THINGS.flatMap(([label, things]) =>
    things.flatMap((thing) => beginnings.map((beginning) => ({ text: `${beginning} ${thing}`, label }))),
  );
}

export const TOY_RULES = `
version: 1
fallback: cost
agents:
  - id: cost
    description: Bills.
    keywords: [{ any: [invoice, budget] }]
  - id: security
    description: Attacks.
    keywords: [{ any: [ports] }]
`;
