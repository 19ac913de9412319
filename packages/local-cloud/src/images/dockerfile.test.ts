import { describe, expect, it } from "vitest";
import { DockerfileError, parseDockerfile, parseExecForm } from "./dockerfile.ts";

const parse = (text: string) => parseDockerfile(text, "Dockerfile");

describe("parseDockerfile", () => {
  it("joins continued lines, drops comments and remembers where each instruction begins", () => {
    expect(
      parse(`# syntax=docker/dockerfile:1
FROM public.ecr.aws/lambda/nodejs:24

env A=1 \\
    # about B
    B=2 \\

    C=3
COPY --chmod=755 --chown=1:1 a b/
`),
    ).toEqual([
      { line: 2, keyword: "FROM", flags: {}, text: "public.ecr.aws/lambda/nodejs:24" },
      { line: 4, keyword: "ENV", flags: {}, text: "A=1     B=2     C=3" },
      { line: 9, keyword: "COPY", flags: { chmod: "755", chown: "1:1" }, text: "a b/" },
    ]);
  });

  it.each(["ADD x y", "HEALTHCHECK NONE", "VOLUME /x", "ONBUILD COPY a b", 'SHELL ["sh"]'])(
    "refuses %s, with its line and a way out",
    (instruction) => {
      const build = () => parse(`FROM x\n${instruction}\n`);
      expect(build).toThrow(DockerfileError);
      expect(build).toThrow(
        `Dockerfile:2: ${instruction.split(" ")[0]} cannot be carried out here: the local cloud builds images without a container engine.`,
      );
      expect(build).toThrow("docker buildx build");
    },
  );

  it.each([
    ["FROMM x", 'Dockerfile:1: "FROMM" is not an instruction'],
    ["FROM", "Dockerfile:1: FROM needs arguments."],
    ["", "Dockerfile:1: expected FROM, found no instruction."],
    ["# escape=`\nFROM x", "Dockerfile:1: the escape directive is not supported"],
    ["FROM x\nCOPY <<EOF /a", "Dockerfile:2: here-documents are not supported"],
    ["FROM x\nCOPY --chmod=1 --chmod=2 a b", "Dockerfile:2: --chmod is given twice."],
  ])("refuses %j", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

describe("parseExecForm", () => {
  it.each([
    ['["index.handler"]', ["index.handler"]],
    ["index.handler", undefined],
    ["[1]", undefined],
    ["['a']", undefined],
  ])("reads %s", (text, expected) => {
    expect(parseExecForm(text)).toEqual(expected);
  });
});
