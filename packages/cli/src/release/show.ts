import { printable, type Terminal } from "../terminal.ts";
import type { ReleaseController } from "./controller.ts";
import { historyFrom } from "./history.ts";
import { historyLines } from "./history-text.ts";
import { askOnce, expectReply } from "./order.ts";
import { type Row, statusRows } from "./status-text.ts";

export async function showStatus(
  terminal: Terminal,
  open: () => Promise<ReleaseController>,
  json: boolean,
): Promise<void> {
  const status = expectReply(await askOnce(open, { verb: "status" }), "status");
  if (json) terminal.out(JSON.stringify(status));
  else printRows(terminal, statusRows(status));
}

export async function showHistory(
  terminal: Terminal,
  open: () => Promise<ReleaseController>,
  json: boolean,
): Promise<void> {
  const controller = await open();
  const events = await historyFrom(controller, 1).finally(() => controller.close());
  if (json) return terminal.out(JSON.stringify({ kind: "history", events }));
  if (events.length === 0) return terminal.err("Nothing was released here yet.");
  for (const line of historyLines(events)) terminal.out(printable(line));
}

const NAME_WIDTH = 10;

export function printRows(terminal: Terminal, rows: readonly Row[]): void {
  for (const [name, text] of rows) {
    terminal.out(`${terminal.style("dim", name.padEnd(NAME_WIDTH))} ${printable(text)}`);
  }
}
