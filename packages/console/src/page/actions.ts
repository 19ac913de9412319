import { type Status, VERBS, type Verb } from "../model.ts";
import { byId, element, inputById, setText } from "./dom.ts";
import { ownHeaders } from "./stream.ts";
import { ORDERS } from "./view.ts";

interface Sent {
  readonly ok: boolean;
  readonly text: string;
}

/** Asks the console to do something and says what came of it. */
export async function post(token: string, path: string, body: unknown): Promise<string> {
  return (await send(token, path, body)).text;
}

export async function send(token: string, path: string, body: unknown): Promise<Sent> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { ...ownHeaders(token), "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly text?: string; readonly error?: string };
    return { ok: response.ok, text: answer.text ?? answer.error ?? `answered ${response.status}` };
  } catch {
    const text = "The console did not answer. Look whether it was done before you try again.";
    return { ok: false, text };
  }
}

/**
 * Buttons for the orders. They are made once, and those that make no sense now say so but can be reached: a button that
 * is disabled under somebody's finger takes the focus with it.
 */
export function setUpOrders(token: string, canAct: boolean): (status: Status) => void {
  const dialog = byId("confirm");
  if (!(dialog instanceof HTMLDialogElement)) throw new Error("The page has no dialog.");
  const why = inputById("why");
  let asked: Verb | undefined;
  const buttons = VERBS.map((verb) => {
    const [title, text] = ORDERS[verb];
    const button = element(
      "button",
      { type: "button", ...(verb === "abort" ? { class: "danger" } : {}) },
      `${title} …`,
    );
    button.setAttribute("aria-disabled", "true");
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      asked = verb;
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
    const verb = asked;
    asked = undefined;
    if (dialog.returnValue !== "yes" || verb === undefined) return;
    dialog.returnValue = "";
    const [title] = ORDERS[verb];
    setText(byId("outcome"), `${title}: on its way …`);
    void post(token, "/api/order", { verb, why: why.value }).then((text) =>
      setText(byId("outcome"), `${title}: ${text}`),
    );
  });
  return (status) => {
    for (const [verb, button] of buttons) {
      button.setAttribute("aria-disabled", String(!canAct || !status.orders.includes(verb)));
    }
  };
}
