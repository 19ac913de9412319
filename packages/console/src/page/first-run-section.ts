import { post, send } from "./actions.ts";
import { byId, element, inputById, setText } from "./dom.ts";
import {
  COMMANDS,
  doneSteps,
  newestVersion,
  type Seen,
  STEPS,
  type Step,
  TOUR_REQUESTS_PER_MINUTE,
} from "./first-steps.ts";

const HIDDEN = "switchyard-first-steps-hidden";
const ANSWERED = "switchyard-answered";
const WHY = "first steps";

/** Leads whoever is new through a first run, until they hide it. It ticks off what the page sees. */
export function setUpFirstRun(token: string): (seen: Omit<Seen, "wasAnswered">) => void {
  let wasAnswered = sessionStorage.getItem(ANSWERED) === "yes";
  let last: Omit<Seen, "wasAnswered"> | undefined;
  const done = new Set<Step>();
  let current: Step | undefined;

  const show = (): void => {
    if (last === undefined) return;
    // What was seen once stays ticked off, also when the traffic ends.
    for (const step of doneSteps({ ...last, wasAnswered })) done.add(step);
    for (const step of STEPS) {
      setText(byId(`done-${step}`), done.has(step) ? "✓ done" : "to do");
      byId(`done-${step}`).classList.toggle("good", done.has(step));
    }
    setText(
      byId("first-run-progress"),
      done.size === STEPS.length
        ? "All five are done. The commands with --help, and docs/releases.md, lead on."
        : `${done.size} of ${STEPS.length} are done.`,
    );
    showBreak(newestVersion(last.status), done.has("bad"));
    const next = STEPS.find((step) => !done.has(step));
    if (next === current) return;
    // What somebody is at stays open.
    const before = current === undefined ? undefined : byId(`step-${current}`);
    if (before?.contains(document.activeElement) === false) before.removeAttribute("open");
    current = next;
    if (next !== undefined) byId(`step-${next}`).setAttribute("open", "");
  };
  setUpHiding();
  setUpAsking(token, () => {
    wasAnswered = true;
    sessionStorage.setItem(ANSWERED, "yes");
    show();
  });
  const showBreak = setUpBreaking(token);
  setUpTraffic(token);
  for (const [id, text] of Object.entries(COMMANDS)) showCommand(byId(id), text);
  return (seen) => {
    last = seen;
    show();
  };
}

/** The focus goes along, as what had it is gone. */
function setUpHiding(): void {
  const [section, again] = [byId("first-run"), byId("first-run-show")];
  const setHidden = (isHidden: boolean): void => {
    section.hidden = isHidden;
    again.hidden = !isHidden;
  };
  setHidden(localStorage.getItem(HIDDEN) === "yes");
  byId("first-run-hide").addEventListener("click", () => {
    localStorage.setItem(HIDDEN, "yes");
    setHidden(true);
    again.focus();
  });
  again.addEventListener("click", () => {
    localStorage.removeItem(HIDDEN);
    setHidden(false);
    byId("first-run-title").focus();
  });
}

function setUpAsking(token: string, onAnswer: () => void): void {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const question = inputById("question").value.trim();
    if (question === "") return;
    setText(byId("answer"), "…");
    void send(token, "/api/ask", { question }).then(({ ok, text }) => {
      setText(byId("answer"), text);
      if (ok) onAnswer();
    });
  });
}

function setUpTraffic(token: string): void {
  const button = byId("tour-traffic");
  setText(button, `Send ${TOUR_REQUESTS_PER_MINUTE} requests a minute`);
  button.addEventListener("click", () => {
    const body = { requestsPerMinute: TOUR_REQUESTS_PER_MINUTE, why: WHY };
    void post(token, "/api/traffic", body).then((text) => setText(byId("tour-traffic-outcome"), text));
  });
}

/** Returns how to offer a version to break, or none. */
function setUpBreaking(token: string): (version: string | undefined, isDone: boolean) => void {
  const button = byId("tour-break");
  let offered: string | undefined;
  button.addEventListener("click", () => {
    if (offered === undefined) return;
    const body = { version: offered, kind: "errors", why: WHY };
    void post(token, "/api/fault", body).then((text) => setText(byId("tour-break-outcome"), text));
  });
  return (version, isDone) => {
    offered = isDone ? undefined : version;
    setText(button, version === undefined ? "Break the newest version" : `Break version ${version}`);
    button.setAttribute("aria-disabled", String(offered === undefined));
  };
}

/** A command with a button that copies it. */
function showCommand(into: HTMLElement, text: string): void {
  const copy = element("button", { type: "button" }, "Copy");
  const outcome = element("span", { role: "status", class: "soft" });
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => setText(outcome, "Copied."),
      () => setText(outcome, "The browser does not let this page copy. Mark the text instead."),
    );
  });
  into.replaceChildren(element("pre", {}, element("code", {}, text)), copy, " ", outcome);
}
