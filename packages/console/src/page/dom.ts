/** The few things that the page does with its document. Texts are texts: nothing that comes in is ever markup. */

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}

export function inputById(id: string): HTMLInputElement {
  const found = byId(id);
  if (found instanceof HTMLInputElement) return found;
  throw new Error(`The element ${id} is no input.`);
}

/** Sets a text only where it changes, so that no reader is interrupted for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

export function svg(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A list of lines, of which only those are touched that change. */
export function setLines(
  list: Element,
  lines: readonly string[],
  classOf: (line: string) => string = () => "",
): void {
  while (list.children.length > lines.length) list.lastElementChild?.remove();
  lines.forEach((text, index) => {
    const item = list.children[index] ?? list.appendChild(element("li"));
    setText(item, text);
    item.className = classOf(text);
  });
}

export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  from = 1,
): Node[] {
  const isNumber = (column: number): boolean => column >= from;
  const cell = (name: "td" | "th", text: string, column: number): HTMLElement =>
    element(name, isNumber(column) ? { class: "number" } : {}, text);
  return [
    element("caption", {}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((head, column) => {
          const made = cell("th", head, column);
          made.setAttribute("scope", "col");
          return made;
        }),
      ),
    ),
    element(
      "tbody",
      {},
      ...rows.map((row) =>
        element(
          "tr",
          {},
          ...row.map((text, column) => {
            const made = cell(column === 0 ? "th" : "td", text, column);
            if (column === 0) made.setAttribute("scope", "row");
            return made;
          }),
        ),
      ),
    ),
  ];
}
