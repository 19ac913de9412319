import { describe, expect, it } from "vitest";
import { readModelFile } from "./model-file.ts";
import { smallModelFile } from "./testdata/small-model.ts";

describe("readModelFile", () => {
  it("reads the model that the build wrote, wherever its bytes lie", () => {
    expect(readModelFile(smallModelFile()).labels).toEqual(["cost", "knowledge"]);
    const inside = Buffer.concat([Buffer.from("x"), smallModelFile()]).subarray(1);
    expect(readModelFile(inside).labels).toEqual(["cost", "knowledge"]);
  });

  it("refuses a file that is none, is cut off or is damaged, and says what to do", () => {
    const whole = smallModelFile();
    const damaged = Uint8Array.from(whole, (byte, index) => (index === whole.length - 1 ? byte ^ 1 : byte));
    expect(() => readModelFile(Buffer.from("# routes\n".repeat(20)))).toThrow(
      "model.bin cannot be used; build it again. It is no model: ",
    );
    expect(() => readModelFile(whole.subarray(0, -4))).toThrow("build it again. It is not whole: ");
    expect(() => readModelFile(new Uint8Array())).toThrow("build it again. It is no model: ");
    expect(() => readModelFile(damaged)).toThrow("build it again. It is damaged: ");
  });
});
