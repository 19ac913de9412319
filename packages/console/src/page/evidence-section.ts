import type { EvidenceMoment, Status, Verdict } from "../model.ts";
import { byId, element, setLines, setText } from "./dom.ts";
import { type Chart, type Lines, lineChart } from "./line-chart.ts";
import { partText, trailsOf, VERDICTS } from "./view.ts";

interface Panel {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  readonly sentence: HTMLElement;
  readonly chart: Chart<Lines>;
}

/** What each guardrail knows: how it grew, against the bounds that decide, with the judge's sentence. */
export function setUpEvidence(): (
  status: Status | undefined,
  releaseId: string | undefined,
  moments: readonly EvidenceMoment[],
) => void {
  const panels = new Map<string, Panel>();
  const panelOf = (guardrail: string): Panel => {
    const known = panels.get(guardrail);
    if (known !== undefined) return known;
    const [title, sentence] = [element("h3"), element("p", { class: "soft" })];
    const chart = lineChart(`Evidence of ${guardrail}`);
    const panel = { element: element("div", {}, title, sentence, chart.figure), title, sentence, chart };
    panels.set(guardrail, panel);
    return panel;
  };
  return (status, releaseId, moments) => {
    const verdicts = status?.verdicts ?? [];
    const trails = trailsOf(moments);
    const names = verdicts.length > 0 ? verdicts.map(({ guardrail }) => guardrail) : [...trails.keys()];
    setText(byId("no-evidence"), introduction(verdicts, releaseId, names.length > 0));
    setLines(byId("findings"), status?.findings ?? []);
    for (const name of names) {
      const { title, sentence, chart } = panelOf(name);
      const verdict = verdicts.find(({ guardrail }) => guardrail === name);
      setText(title, verdict === undefined ? name : `${name}: ${VERDICTS[verdict.kind]}`);
      setText(sentence, verdict?.evidence ?? "");
      const trail = trails.get(name) ?? [];
      chart.show({
        series: [
          { name: "of harm", look: "harm", values: trail.map(({ harm }) => harm) },
          { name: "of safety", look: "proof", values: trail.map(({ proof }) => proof) },
        ],
        timesMs: trail.map(({ atMs }) => atMs),
        floor: 1,
        bound: 1,
        text: partText,
      });
    }
    const list = byId("guardrails");
    const wanted = names.map((name) => panelOf(name).element);
    // Whoever has a table open keeps it, and the focus.
    if (wanted.length !== list.children.length || wanted.some((each, at) => list.children[at] !== each)) {
      list.replaceChildren(...wanted);
    }
  };
}

function introduction(
  verdicts: readonly Verdict[],
  releaseId: string | undefined,
  isSomethingKnown: boolean,
): string {
  if (verdicts.length > 0) {
    return "In percent of what decides, which is the dashed line: harm there rolls back, safety there lets a step end.";
  }
  const nothing = "Nothing is being compared.";
  return isSomethingKnown
    ? `${nothing} This is what was known of ${releaseId ?? "the last release"}.`
    : nothing;
}
