import type { EvidenceMoment, Hello, Local, Metrics, Status, Topics } from "../model.ts";
import { setUpOrders } from "./actions.ts";
import { byId, setLines } from "./dom.ts";
import { showEvents, showReleases } from "./events-section.ts";
import { setUpEvidence } from "./evidence-section.ts";
import { setUpFirstRun } from "./first-run-section.ts";
import { setUpLocal } from "./local.ts";
import { setUpMetrics } from "./metrics-section.ts";
import { showAlarms, showStatus, showWarmth } from "./release-section.ts";
import { createTimeline } from "./timeline.ts";

const PAGE = 50;
/** As many as the server remembers. */
const MOST_MOMENTS = 2000;

export interface Sections {
  /** Shows what is told, and leaves the rest as it is. */
  readonly show: (topics: Partial<Topics>) => void;
  /** Forgets what adds up: what comes next is all there is. */
  readonly beginAnew: () => void;
}

/** Everything below the head of the page. What is told reaches the section that shows it. */
export function setUpSections(token: string, told: Hello | undefined): Sections {
  const canAct = told?.canAct === true;
  const switchOrders = setUpOrders(token, canAct);
  const local = told?.cloud === "local" ? setUpLocal(token, canAct) : undefined;
  const showFirstRun = told?.cloud === "local" && canAct ? setUpFirstRun(token) : undefined;
  const showMetrics = setUpMetrics();
  const showEvidence = setUpEvidence();
  const timeline = createTimeline();
  const moments: EvidenceMoment[] = [];
  let status: Status | undefined;
  let lastLocal: Local | undefined;
  let lastMetrics: Metrics | undefined;
  let shown = PAGE;
  let isDue = false;

  const draw = (): void => {
    isDue = false;
    showEvents(timeline, shown);
    showReleases(timeline);
    const releaseId = status?.release?.id ?? timeline.releases(1)[0]?.id;
    showEvidence(status, releaseId, [
      ...(releaseId === undefined ? [] : timeline.evidenceOf(releaseId)),
      ...moments.filter((moment) => moment.releaseId === releaseId),
    ]);
  };
  const leadOn = (): void =>
    showFirstRun?.({
      local: lastLocal,
      status,
      minutes: lastMetrics?.minutes ?? [],
      deeds: timeline.deeds(),
      releases: timeline.releases(PAGE),
    });
  /** What grows is drawn once a frame at most, however much comes. */
  const drawSoon = (): void => {
    if (!isDue) requestAnimationFrame(draw);
    isDue = true;
  };
  byId("older").addEventListener("click", () => {
    shown += PAGE;
    drawSoon();
  });
  drawSoon();

  return {
    show: (topics) => {
      const { metrics, alarms, warmth, problems, events, deeds, evidence } = topics;
      if (topics.status !== undefined) {
        status = topics.status;
        showStatus(status);
        switchOrders(status);
        local?.suggest(status);
      }
      if (metrics !== undefined) {
        lastMetrics = metrics;
        showMetrics(metrics);
      }
      if (alarms !== undefined) showAlarms(alarms);
      if (warmth !== undefined) showWarmth(warmth);
      if (topics.local !== undefined) {
        lastLocal = topics.local;
        local?.show(topics.local);
      }
      if (problems !== undefined) setLines(byId("problems"), problems);
      if (events !== undefined) timeline.add(events);
      if (deeds !== undefined) timeline.addDeeds(deeds);
      if (evidence !== undefined) {
        for (const moment of evidence) moments.push(moment);
        moments.splice(0, Math.max(0, moments.length - MOST_MOMENTS));
      }
      if ([topics.status, events, deeds, evidence].some((each) => each !== undefined)) drawSoon();
      leadOn();
    },
    beginAnew: () => {
      timeline.clear();
      moments.length = 0;
    },
  };
}
