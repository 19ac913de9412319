import type { Rule } from "../model.ts";
import { ofType } from "../values.ts";
import { verdictsOf } from "../verdicts.ts";

const name = "images-immutable";
const { expect } = verdictsOf(name);

export const imagesImmutable: Rule = {
  name,
  description:
    "A tag of an image stands for one content for ever, and each image is scanned when it is pushed.",
  check: (stack) =>
    ofType(stack, "aws:ecr/repository:Repository").flatMap((repository) => [
      ...expect(repository, "imageTagMutability", {
        isRight: (value) => value === "IMMUTABLE",
        expected: "IMMUTABLE",
        advice: "A tag that moves says nothing about what runs.",
      }),
      ...expect(repository, "imageScanningConfiguration.scanOnPush", {
        isRight: (value) => value === true,
        expected: "true",
        advice: "Set scanOnPush: true.",
      }),
    ]),
};
