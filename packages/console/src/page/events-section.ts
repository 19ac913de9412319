import { byId, fillTable, setLines, setText } from "./dom.ts";
import { atMsOf, type Happening, type Timeline } from "./timeline.ts";
import { deedText, eventText, time } from "./view.ts";

const MOST_RELEASES = 50;

/** The newest events, and more of them when asked: a page with ten thousand would be none. */
export function showEvents(timeline: Timeline, shown: number): void {
  const count = timeline.count();
  setLines(
    byId("events"),
    timeline.newest(shown).map((each) => `${time(atMsOf(each))}  ${textOf(each)}`),
  );
  setText(byId("events-count"), count === 0 ? "Nothing happened here yet." : `${count} in all`);
  byId("older").hidden = shown >= count;
}

function textOf(happening: Happening): string {
  return happening.kind === "event" ? eventText(happening.event) : deedText(happening.deed);
}

export function showReleases(timeline: Timeline): void {
  const table = byId("history");
  if (!(table instanceof HTMLTableElement)) throw new Error("The page has no table of releases.");
  fillTable(table, {
    caption: "The last fifty, newest first; times in UTC",
    heads: ["Release", "Begun", "Why", "Ended", "Outcome", "Lastly"],
    rows: timeline
      .releases(MOST_RELEASES)
      .map(({ id, begunMs, endedMs, outcome, why, lastly }) => [
        id,
        time(begunMs),
        why,
        endedMs === undefined ? "–" : time(endedMs),
        outcome.replaceAll("_", " "),
        lastly,
      ]),
    numbersFrom: 6,
  });
}
