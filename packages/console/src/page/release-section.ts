import type { Alarm, Status, Warmth } from "../model.ts";
import { byId, setLines, setText, svg } from "./dom.ts";
import { alarmText, splitText, warmthText } from "./view.ts";

const BAR = 5;

export function showStatus({ state, sentence, split, pending }: Status): void {
  setText(byId("state"), state.replaceAll("_", " "));
  setText(byId("sentence"), sentence);
  setText(byId("pending"), pending?.text ?? "");
  const text = splitText(split);
  setText(byId("split-text"), text);
  const bar = byId("split");
  bar.setAttribute("aria-label", text);
  const weight = split.additional?.weight ?? 0;
  const part = (look: string, from: number, width: number): SVGElement =>
    svg("rect", { class: look, x: String(from), y: "0", width: String(width), height: String(BAR) });
  bar.replaceChildren(
    svg(
      "svg",
      { viewBox: `0 0 100 ${BAR}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      part("stable", 0, 100 - weight),
      part("candidate", 100 - weight, weight),
    ),
  );
}

export function showAlarms(alarms: readonly Alarm[]): void {
  setLines(byId("alarms"), alarms.map(alarmText), (text) => (text.includes(" is going off: ") ? "bad" : ""));
}

export function showWarmth(warmth: readonly Warmth[]): void {
  setLines(byId("warmth"), warmth.map(warmthText));
}
