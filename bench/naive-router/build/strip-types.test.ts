import { expect, it } from "vitest";
import { toJavaScript } from "./strip-types.ts";

it("takes types away and imports the files that it makes", () => {
  const source =
    'import { a } from "./a.ts";\nexport * from "../b/c.ts";\nimport "zod";\nexport const n: number = a;\n';
  expect(toJavaScript(source)).toBe(
    'import { a } from "./a.js";\nexport * from "../b/c.js";\nimport "zod";\nexport const n         = a;\n',
  );
});
