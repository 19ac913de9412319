import type { Hello, HistoryEvent, Topics } from "../model.ts";
import { setUpLocal, setUpOrders } from "./actions.ts";
import { byId, setLines, setText } from "./dom.ts";
import { showAlarms, showEvents, showMetrics, showStatus, showWarmth } from "./sections.ts";
import { follow, ownHeaders, type StreamMessage } from "./stream.ts";

const KEY = "switchyard-token";
const PAGE = 50;

/** The token comes behind `#` and goes out of sight; a reload of this tab still has it. */
function takeToken(): string {
  const given = location.hash.slice(1);
  if (given !== "") {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? "";
}

async function hello(token: string): Promise<Hello | undefined> {
  const response = await fetch("/api/hello", { headers: ownHeaders(token) }).catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as Hello) : undefined;
}

const token = takeToken();
const told = await hello(token);
const canAct = told?.canAct === true;
setText(byId("stage"), told === undefined ? "" : `stage ${told.stage}`);
document.title = told === undefined ? "Switchyard" : `${told.stage} – Switchyard`;
const switchOrders = setUpOrders(token, canAct);
const showLocal = told?.cloud === "local" ? setUpLocal(token, canAct) : () => undefined;

const events: HistoryEvent[] = [];
let shown = PAGE;
let isDue = false;
/** Once a frame at most, however many come. */
function eventsSoon(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    showEvents(events, shown);
  });
}
byId("older").addEventListener("click", () => {
  shown += PAGE;
  eventsSoon();
});

function show(topics: Partial<Topics>): void {
  const { status, metrics, alarms, warmth, local, problems } = topics;
  if (status !== undefined) {
    showStatus(status);
    switchOrders(status);
  }
  if (metrics !== undefined) showMetrics(metrics);
  if (alarms !== undefined) showAlarms(alarms);
  if (warmth !== undefined) showWarmth(warmth);
  if (local !== undefined) showLocal(local);
  if (problems !== undefined) setLines(byId("problems"), problems);
  if (topics.events === undefined) return;
  for (const event of topics.events) events.push(event);
  eventsSoon();
}

function onMessage({ topic, data }: StreamMessage): void {
  if (topic !== "snapshot") return show({ [topic]: data });
  // Everything anew: what was there may be of another start.
  events.length = 0;
  show(data as Partial<Topics>);
}

eventsSoon();
void follow(token, onMessage, (text) => setText(byId("connection"), text));
