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

export interface Table {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** From which column on there are numbers. */
  readonly numbersFrom?: number;
}

/** Fills a table. Where its shape is as before, only texts are touched that change. */
export function fillTable(into: HTMLTableElement, table: Table): void {
  const { caption, heads, rows } = table;
  const [head, body] = [into.tHead, into.tBodies[0]];
  if (head?.rows[0]?.cells.length !== heads.length || body === undefined) {
    into.replaceChildren(element("caption"), element("thead", {}, headRow(table)), element("tbody"));
    return fillTable(into, table);
  }
  if (into.caption !== null) setText(into.caption, caption);
  setCells(head.rows[0], heads);
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((row, at) => {
    setCells(body.rows[at] ?? body.appendChild(bodyRow(table)), row);
  });
}

function setCells(row: HTMLTableRowElement | undefined, texts: readonly string[]): void {
  texts.forEach((text, column) => {
    const cell = row?.cells[column];
    if (cell !== undefined) setText(cell, text);
  });
}

function headRow({ heads, numbersFrom = 1 }: Table): HTMLTableRowElement {
  const cells = heads.map((_, column) => element("th", { scope: "col", ...classOf(column, numbersFrom) }));
  return element("tr", {}, ...cells);
}

function bodyRow({ heads, numbersFrom = 1 }: Table): HTMLTableRowElement {
  const cells = heads.map((_, column) =>
    column === 0 ? element("th", { scope: "row" }) : element("td", classOf(column, numbersFrom)),
  );
  return element("tr", {}, ...cells);
}

function classOf(column: number, numbersFrom: number): Record<string, string> {
  return column >= numbersFrom ? { class: "number" } : {};
}
