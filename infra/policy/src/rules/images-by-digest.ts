import type { Rule } from "../model.ts";
import { at, isUnknown, ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "images-by-digest";
const { expect } = verdictsOf(name);

/** The controller tells good images from bad ones by their digest, and stages promote it. */
export const imagesByDigest: Rule = {
  name,
  description: "A function's image is named by its digest.",
  check: (stack) =>
    ofType(stack, "aws:lambda/function:Function").flatMap((fn) => {
      const [packageType, imageUri] = [at(fn.props, "packageType"), at(fn.props, "imageUri")];
      if (packageType !== "Image" && !isUnknown(packageType) && imageUri === undefined) return [];
      return expect(fn, "imageUri", {
        isRight: (value) => typeof value === "string" && /@sha256:[0-9a-f]{64}$/.test(value),
        expected: "an image by digest (@sha256: and 64 hexadecimal digits)",
        advice: "Use the foundation's output imageUri, or repositoryUrl with a digest.",
      });
    }),
};
