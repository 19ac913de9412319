/** What a deployment does to one resource. */
export interface Change {
  readonly op: "create" | "update" | "replace" | "delete";
  /** Pulumi type token. */
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  /** Paths of the inputs that differ; for updates and replacements. */
  readonly changed: readonly string[];
}

type Counts = Readonly<Record<Change["op"], number>>;

export function countChanges(changes: readonly Change[]): Counts {
  const of = (op: Change["op"]): number => changes.filter((change) => change.op === op).length;
  return { create: of("create"), update: of("update"), replace: of("replace"), delete: of("delete") };
}

/** For example `2 to create, 1 to replace`. */
export function countsText(changes: readonly Change[]): string {
  const counts = countChanges(changes);
  const parts = (["create", "update", "replace", "delete"] as const)
    .filter((op) => counts[op] > 0)
    .map((op) => `${counts[op]} to ${op}`);
  return parts.length === 0 ? "nothing to change" : parts.join(", ");
}

/** `aws:lambda/function:Function` → `aws:lambda:Function`, as Pulumi's own display does. */
export function shortType(type: string): string {
  return type.replace(/\/[^:]+/, "");
}

/** The changes as lines of Markdown: what is lost comes first, so that nobody has to look for it. */
export function changesMarkdown(changes: readonly Change[]): readonly string[] {
  const order = ["delete", "replace", "create", "update"];
  return changes
    .toSorted((a, b) => order.indexOf(a.op) - order.indexOf(b.op))
    .map(({ op, type, name, changed }) => {
      const paths = changed.length === 0 ? "" : ` (${changed.map((path) => `\`${path}\``).join(", ")})`;
      const what = op === "delete" || op === "replace" ? `**${op}**` : op;
      return `- ${what} \`${shortType(type)}\` ${name}${paths}`;
    });
}
