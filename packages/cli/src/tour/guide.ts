/** A command of the guide: waited for, or left running beside the rest. */
export interface GuideBlock {
  readonly kind: "commands";
  readonly text: string;
  readonly isBackground: boolean;
}

/** A step of the guide: its heading, and what comes below it. */
export interface GuideStep {
  readonly title: string;
  readonly parts: readonly (GuideBlock | { readonly kind: "text"; readonly text: string })[];
}

const FENCE = /^```(.*)$/;

/**
 * Reads the steps of a guide in Markdown: sections with blocks marked `sh tour`, or `sh tour background`. Throws where a
 * block is marked otherwise, as a command that nobody runs would go stale.
 */
export function readGuide(markdown: string): readonly GuideStep[] {
  const [, ...sections] = markdown.split(/^## /m);
  return sections.map((section) => {
    const [title = "", ...lines] = section.split("\n");
    return { title, parts: partsOf(lines) };
  });
}

function partsOf(lines: readonly string[]): GuideStep["parts"] {
  const parts: GuideStep["parts"][number][] = [];
  let text: string[] = [];
  let block: { readonly mark: string; readonly lines: string[] } | undefined;
  const endText = (): void => {
    const whole = text.join("\n").trim();
    if (whole !== "") parts.push({ kind: "text", text: whole });
    text = [];
  };
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1];
    if (block === undefined) {
      if (mark === undefined) text.push(line);
      else {
        endText();
        block = { mark: mark.trim(), lines: [] };
      }
    } else if (mark === undefined) block.lines.push(line);
    else {
      parts.push(blockOf(block.mark, block.lines.join("\n")));
      block = undefined;
    }
  }
  endText();
  return parts;
}

function blockOf(mark: string, text: string): GuideBlock {
  if (mark === "sh tour") return { kind: "commands", text, isBackground: false };
  if (mark === "sh tour background") return { kind: "commands", text, isBackground: true };
  throw new Error(`Expected blocks marked "sh tour" or "sh tour background" in the guide, found "${mark}".`);
}
