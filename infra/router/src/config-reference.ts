import { z } from "zod";
import { Answering, Deciding } from "./stage-schema.ts";

/** A schema in JSON Schema's words, as far as ours use them. */
const Node = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  const: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
  get items() {
    return Node.optional();
  },
  additionalProperties: z.unknown().optional(),
});
type Node = z.infer<typeof Node>;

/** Settings by stage, as they stand in the stacks' files. */
export type StageValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The reference of the stages' settings, as Markdown: what each key takes and means, and what each stage says. */
export function configReference(stages: StageValues): string {
  const root = Node.parse(z.toJSONSchema(Answering, { io: "input", unrepresentable: "any" }));
  const names = Object.keys(stages);
  const rows = rowsOf(root, []).map(({ path, takes, meaning }) => {
    const values = names.map((stage) => cell(valueAt(stages[stage], path)));
    return `| \`${path.join(".")}\` | ${takes} | ${values.join(" | ")} | ${meaning} |`;
  });
  return [
    "# Settings of a stage",
    "",
    "Each stage is a file `infra/router/Pulumi.<stage>.yaml`; its settings are keys of the namespace `switchyard`, and stages",
    "differ by nothing else. Unknown keys are errors, and so are settings that do not go together. This page is made from the",
    "schema (`infra/router/src/stage-schema.ts`) and the stages' files by `pnpm generate`.",
    "",
    `| key | takes | ${names.join(" | ")} | meaning |`,
    `|---|---|${names.map(() => "---|").join("")}---|`,
    ...rows,
    "",
  ].join("\n");
}

interface Row {
  readonly path: readonly string[];
  readonly takes: string;
  readonly meaning: string;
}

function rowsOf(node: Node, path: readonly string[]): readonly Row[] {
  const { properties, required = [] } = node;
  return Object.entries(properties ?? {}).flatMap(([name, child]) => {
    const here = [...path, name];
    const isGroup = child.properties !== undefined;
    const optional = !required.includes(name);
    const row: Row = {
      path: here,
      takes: `${isGroup ? "a group" : takes(child, here)}${optional ? ", optional" : ""}`,
      meaning: meaningOf(child),
    };
    // A group that needs no words is only its members.
    const own = isGroup && !optional && row.meaning === "" ? [] : [row];
    return [...own, ...rowsOf(child, here)];
  });
}

function meaningOf({ description = "", default: value }: Node): string {
  return value === undefined ? description : `${description} ${code(value)} by default.`.trim();
}

function takes(node: Node, path: readonly string[]): string {
  const { type, items } = node;
  if (node.enum !== undefined) return inOrder(node.enum).map(code).join(", ");
  // Settings that exclude one another have a schema each.
  if (node.const !== undefined) return [node.const, constAt(path)].map(code).join(", ");
  if (type === "boolean") return "true or false";
  if (type === "integer" || type === "number") return numberText(node);
  if (type === "array")
    return `a list of ${items?.enum === undefined ? "texts" : items.enum.map(code).join(", ")}`;
  return type === "object" ? "names with a value each" : "text";
}

function numberText({ type, minimum, maximum }: Node): string {
  const kind = type === "integer" ? "a whole number" : "a number";
  // A whole number has the limits of JavaScript where it has no others.
  if (minimum === undefined || maximum === undefined || minimum === Number.MIN_SAFE_INTEGER) return kind;
  return `${kind} from ${figure(minimum)} to ${figure(maximum)}`;
}

function constAt(path: readonly string[]): string | undefined {
  const root = Node.parse(z.toJSONSchema(Deciding, { io: "input", unrepresentable: "any" }));
  return path.reduce<Node | undefined>((node, name) => node?.properties?.[name], root)?.const;
}

function inOrder(values: readonly string[]): readonly string[] {
  return values.every((value) => Number.isFinite(Number(value)))
    ? values.toSorted((a, b) => Number(a) - Number(b))
    : values;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === "object" && inner !== null ? (Reflect.get(inner, name) as unknown) : undefined,
    value,
  );
}

function cell(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map(cell).join(", ") || "none";
  return typeof value === "object" ? "" : code(value);
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}

function figure(value: number): string {
  return value.toLocaleString("en-US");
}
