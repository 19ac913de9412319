import { z } from "zod";
import { CommandError } from "../terminal.ts";
import type { Change } from "./changes.ts";

/** What `pulumi preview --json` prints, as far as it is of use here. */
const Preview = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        diffReasons: z.array(z.string()).nullish(),
        detailedDiff: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
});

/** By the names of Pulumi's steps. Those that a replacement consists of count once. */
const OPS: Readonly<Record<string, Change["op"] | "nothing">> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "nothing",
  "delete-replaced": "nothing",
  same: "nothing",
  read: "nothing",
  "read-replacement": "nothing",
  refresh: "nothing",
  import: "create",
};

/** The changes of a preview. A step that is not known is an error: it might be a loss. */
export function changesInPreview(json: string): readonly Change[] {
  const parsed = Preview.safeParse(parseJson(json));
  if (!parsed.success) {
    throw new CommandError(
      `Expected the JSON of pulumi preview, found ${json.slice(0, 200)}. Is the Pulumi CLI of version 3?`,
    );
  }
  return (parsed.data.steps ?? []).flatMap(({ op, urn, diffReasons, detailedDiff }): readonly Change[] => {
    const what = OPS[op];
    if (what === undefined)
      throw new CommandError(`pulumi preview tells of a step "${op}", which is unknown here.`);
    const { type, name } = partsOf(urn);
    if (what === "nothing" || type === "pulumi:pulumi:Stack") return [];
    const paths = Object.keys(detailedDiff ?? {});
    return [{ op: what, type, name, changed: paths.length > 0 ? paths : (diffReasons ?? []) }];
  });
}

/** `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>` */
function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** The outputs that are text, of `pulumi stack output --json`; it prints secret ones as `[secret]`. */
export function textOutputs(json: string): Readonly<Record<string, string>> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(json));
  if (!parsed.success) {
    throw new CommandError(`Expected the outputs of a stack as JSON, found ${json.slice(0, 200)}.`);
  }
  const texts = Object.entries(parsed.data).flatMap(([name, value]) =>
    typeof value === "string" && value !== "[secret]" ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
