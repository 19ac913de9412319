import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLineSplitter, LINE_LIMIT_BYTES } from "./line-splitter.ts";

function split(...chunks: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.flush();
  return lines;
}

describe("createLineSplitter", () => {
  it("gives the same lines however the bytes are cut", () => {
    const line = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
          const points = [
            0,
            ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
            bytes.length,
          ];
          const chunks = points.slice(1).map((end, index) => bytes.subarray(points[index], end));
          expect(split(...chunks)).toEqual(lines);
        },
      ),
    );
  });

  it("skips empty lines, drops carriage returns at the end and turns others into line breaks", () => {
    expect(split(Buffer.from("a\n\nb\r\nc\rd\n"))).toEqual(["a", "b", "c\nd"]);
  });

  it("keeps up with a line of nothing but carriage returns", () => {
    expect(split(Buffer.from(`${"\r".repeat(200_000)}x\n`))[0]?.length).toBe(200_001);
  });

  it("cuts a line at the limit of a log event, between characters, and goes on with the next", () => {
    const [long, next] = split(Buffer.from(`x${"é".repeat(LINE_LIMIT_BYTES)}\nnext\n`));
    expect(Buffer.byteLength(long ?? "")).toBe(LINE_LIMIT_BYTES - 1);
    expect(long?.endsWith("é")).toBe(true);
    expect(next).toBe("next");
  });
});
