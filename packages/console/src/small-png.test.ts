import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { smallPng } from "./testdata/small-png.ts";

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture two wide and as high as there are lines, each with its filter. */
function pictureOf(...lines: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2, 0);
  header.writeUInt32BE(lines.length, 4);
  header[8] = 8;
  header[9] = 2;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(lines.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Colours by line, as a reader of PNG sees them. */
function coloursIn(png: Buffer): readonly string[] {
  const find = (name: string): Buffer => {
    const at = png.indexOf(name, 0, "latin1");
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  const [table, lines] = [find("PLTE"), inflateSync(find("IDAT"))];
  const colour = (index = 0) => table.toString("hex", index * 3, index * 3 + 3);
  return Array.from({ length: lines.length / 3 }, (_, y) =>
    [lines[y * 3 + 1], lines[y * 3 + 2]].map(colour).join(" "),
  );
}

describe("a small picture", () => {
  it("has the same colours, whatever filter its lines had", () => {
    const picture = pictureOf(
      [0, 10, 20, 30, 40, 50, 60],
      [1, 10, 20, 30, 5, 5, 5],
      [2, 1, 1, 1, 1, 1, 1],
      [3, 1, 1, 1, 1, 1, 1],
      [4, 1, 1, 1, 1, 1, 1],
    );
    expect(coloursIn(smallPng(picture))).toEqual([
      "0a141e 28323c",
      "0a141e 0f1923",
      "0b151f 101a24",
      "060b10 0c131b",
      "070c11 0d141c",
    ]);
  });

  it("is refused where it is no picture in true colour", () => {
    const grey = pictureOf([0, 0, 0, 0, 0, 0, 0]);
    grey[25] = 0;
    expect(() => smallPng(grey)).toThrow("Expected a PNG in true colour with 8 bits, not interlaced.");
  });
});
