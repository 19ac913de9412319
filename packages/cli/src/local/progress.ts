import type { DeployEvent } from "@switchyard/local-cloud";
import type { Style, Terminal } from "../terminal.ts";

type Step = Extract<DeployEvent, { kind: "step-finished" }>;

const MARKS: Readonly<Record<Step["op"], readonly [mark: string, style: Style]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "yellow"],
  delete: ["-", "red"],
  read: [">", "cyan"],
  same: ["=", "dim"],
};

/** Prints what a deployment does as it does it: one line per changed resource, warnings in full. Errors end the command, which prints them. */
export function showProgress(terminal: Terminal): (event: DeployEvent) => void {
  return (event) => {
    switch (event.kind) {
      case "step-finished":
        if (event.op !== "same") terminal.err(stepLine(terminal, event));
        return;
      case "step-failed":
        terminal.err(
          `  ${terminal.style("red", "✗")} ${event.op.padEnd(7)} ${shortType(event.type)} ${event.name}`,
        );
        return;
      case "log":
        if (event.severity === "warning") {
          terminal.err(`  ${terminal.style("yellow", "warning")} ${event.message}`);
        } else if (event.severity === "info") {
          terminal.err(`  ${terminal.style("dim", event.message)}`);
        }
        return;
      case "drifted":
        terminal.err(
          `  ${terminal.style("yellow", "warning")} ${shortType(event.type)} ${event.name} was changed by somebody else: ${event.changed.join(", ")}. It is left so.`,
        );
        return;
      case "registered":
      case "step-started":
      case "output":
        return;
    }
  };
}

function stepLine(terminal: Terminal, step: Step): string {
  const [mark, style] = MARKS[step.op];
  const changed = step.changed.length === 0 ? "" : terminal.style("dim", `  [${step.changed.join(", ")}]`);
  return `  ${terminal.style(style, mark)} ${step.op.padEnd(7)} ${shortType(step.type)} ${terminal.style("bold", step.name)}${changed}`;
}

/** `aws:lambda/function:Function` → `aws:lambda:Function`, as Pulumi's own display does. */
function shortType(type: string): string {
  return type.replace(/\/[^:]+/, "");
}

/** For example `21 created, 3 the same`. */
export function summaryOf(steps: Readonly<Record<Step["op"], number>>): string {
  const words: readonly (readonly [Step["op"], string])[] = [
    ["create", "created"],
    ["update", "updated"],
    ["replace", "replaced"],
    ["delete", "deleted"],
    ["read", "read"],
    ["same", "the same"],
  ];
  const parts = words.filter(([op]) => steps[op] > 0).map(([op, word]) => `${steps[op]} ${word}`);
  return parts.length === 0 ? "nothing to do" : parts.join(", ");
}
