import type { Terminal } from "../terminal.ts";

/** Prints rows in columns, the first one flush left and the others flush right. The first row is the head. */
export function printTable(terminal: Terminal, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? "").length), 0),
  );
  rows.forEach((row, index) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const text = `  ${cells.join("   ").trimEnd()}`;
    terminal.out(index === 0 ? terminal.style("dim", text) : text);
  });
}
