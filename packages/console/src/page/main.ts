import type { Hello, Topics } from "../model.ts";
import { byId, setText } from "./dom.ts";
import { setUpSections } from "./sections.ts";
import { follow, ownHeaders, type StreamMessage } from "./stream.ts";

const KEY = "switchyard-token";

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
// Whoever opens the address of another start in this tab changes only what is behind `#`, which loads nothing.
addEventListener("hashchange", () => location.reload());
const told = await hello(token);
setText(byId("stage"), told === undefined ? "" : `stage ${told.stage}`);
setText(byId("read-only"), told?.canAct === false ? "This console was started to read only." : "");
document.title = told === undefined ? "Switchyard" : `${told.stage} – Switchyard`;
const sections = setUpSections(token, told);

function onMessage({ topic, data }: StreamMessage): void {
  if (topic !== "snapshot") return sections.show({ [topic]: data });
  sections.beginAnew();
  sections.show(data as Partial<Topics>);
}

void follow(token, onMessage, (text) => setText(byId("connection"), text));
