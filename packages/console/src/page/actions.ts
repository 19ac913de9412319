import { type Local, type Status, VERBS, type Verb } from "../model.ts";
import { byId, element, inputById, setLines, setText } from "./dom.ts";
import { ownHeaders } from "./stream.ts";
import { ORDERS, ordersIn } from "./view.ts";

async function post(token: string, path: string, body: unknown): Promise<string> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { ...ownHeaders(token), "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly text?: string; readonly error?: string };
    return answer.text ?? answer.error ?? `answered ${response.status}`;
  } catch {
    return "The console did not answer. Look whether it was done before you try again.";
  }
}

/** Buttons for the orders. They are made once and switched, so that the focus stays where it is. */
export function setUpOrders(token: string, canAct: boolean): (status: Status) => void {
  const dialog = byId("confirm");
  if (!(dialog instanceof HTMLDialogElement)) throw new Error("The page has no dialog.");
  const why = inputById("why");
  let asked: { readonly verb: Verb; readonly button: HTMLButtonElement } | undefined;
  const buttons = VERBS.map((verb) => {
    const [title, text] = ORDERS[verb];
    const button = element(
      "button",
      { type: "button", ...(verb === "abort" ? { class: "danger" } : {}) },
      `${title} …`,
    );
    button.disabled = true;
    button.addEventListener("click", () => {
      asked = { verb, button };
      setText(byId("confirm-title"), `${title}?`);
      setText(byId("confirm-text"), text);
      setText(byId("confirm-yes"), title);
      why.value = "";
      dialog.showModal();
      why.focus();
    });
    return [verb, button] as const;
  });
  byId("actions").replaceChildren(...buttons.map(([, button]) => button));
  byId("confirm-no").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    const order = asked;
    asked = undefined;
    if (dialog.returnValue !== "yes" || order === undefined) return;
    dialog.returnValue = "";
    setText(byId("outcome"), `${ORDERS[order.verb][0]}: on its way …`);
    void post(token, "/api/order", { verb: order.verb, why: why.value }).then((text) =>
      setText(byId("outcome"), `${ORDERS[order.verb][0]}: ${text}`),
    );
  });
  return (status) => {
    const possible = ordersIn(status);
    for (const [verb, button] of buttons) button.disabled = !canAct || !possible.includes(verb);
  };
}

/** Traffic and faults of the local cloud. */
export function setUpLocal(token: string, canAct: boolean): (local: Local) => void {
  byId("local").hidden = !canAct;
  const traffic = inputById("traffic");
  const version = inputById("fault-version");
  const kind = byId("fault-kind");
  const tell = (text: string): void => setText(byId("outcome"), text);
  traffic.addEventListener("input", () => setText(byId("traffic-value"), traffic.value));
  traffic.addEventListener("change", () => {
    void post(token, "/api/traffic", { requestsPerMinute: Number(traffic.value) }).then(tell);
  });
  byId("fault-set").addEventListener("click", () => {
    if (!(kind instanceof HTMLSelectElement)) return;
    void post(token, "/api/fault", { version: version.value, kind: kind.value }).then(tell);
  });
  return ({ requestsPerMinute, faults }) => {
    // Not under somebody's hand.
    if (document.activeElement !== traffic) {
      traffic.value = String(requestsPerMinute);
      setText(byId("traffic-value"), String(requestsPerMinute));
    }
    setLines(byId("faults"), faults);
  };
}
