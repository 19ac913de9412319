import type { Local, Status } from "../model.ts";
import { post } from "./actions.ts";
import { byId, inputById, setLines, setText } from "./dom.ts";

export interface LocalSection {
  readonly show: (local: Local) => void;
  /** Offers the candidate as the version to make ill, unless somebody wrote another. */
  readonly suggest: (status: Status) => void;
}

/** Traffic and faults of the local cloud. */
export function setUpLocal(token: string, canAct: boolean): LocalSection {
  byId("local").hidden = !canAct;
  const traffic = inputById("traffic");
  const version = inputById("fault-version");
  const kind = byId("fault-kind");
  const why = inputById("fault-why");
  let suggested = "";
  const tell = (text: string): void => setText(byId("local-outcome"), text);
  traffic.addEventListener("input", () => setText(byId("traffic-value"), traffic.value));
  traffic.addEventListener("change", () => {
    void post(token, "/api/traffic", { requestsPerMinute: Number(traffic.value) }).then(tell);
  });
  byId("fault-set").addEventListener("click", () => {
    if (!(kind instanceof HTMLSelectElement)) return;
    const reason = why.value.trim();
    void post(token, "/api/fault", {
      version: version.value,
      kind: kind.value,
      ...(reason === "" ? {} : { why: reason }),
    }).then(tell);
    why.value = "";
  });
  return {
    show: ({ requestsPerMinute, faults }) => {
      // Not under somebody's hand.
      if (document.activeElement !== traffic) {
        traffic.value = String(requestsPerMinute);
        setText(byId("traffic-value"), String(requestsPerMinute));
      }
      setLines(byId("faults"), faults);
    },
    suggest: ({ release }) => {
      if (release === undefined || document.activeElement === version || version.value !== suggested) return;
      suggested = release.candidate;
      version.value = suggested;
    },
  };
}
