import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { validation } from "../errors.ts";
import { addNumbers, subtractNumbers } from "../number.ts";
import { checkedValue, type Item, setMembers } from "../values.ts";
import { type Path, valueAt } from "./path.ts";
import type { Term, UpdateAction } from "./update.ts";

/** The item after an update. All values are computed from the item before it. */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Record<string, AttributeValue> {
  const changes = actions.map((action) => changeOf(action, item));
  const set = changes.filter(({ value }) => value !== undefined).toSorted((a, b) => order(a.path, b.path));
  // From the end, so that a removal moves nothing that is still to be removed.
  const removed = changes
    .filter(({ value }) => value === undefined)
    .toSorted((a, b) => order(b.path, a.path));
  return [...set, ...removed].reduce<Record<string, AttributeValue>>(
    (changed, { path, value }) => membersOf(write({ M: changed }, path, value)),
    { ...item },
  );
}

/** Paths by their first step that differs: positions of a list by number. */
function order(a: Path, b: Path): number {
  const parting = a.findIndex((step, index) => step !== b[index]);
  const [left = 0, right = 0] = [a[parting], b[parting]];
  if (typeof left === "number" && typeof right === "number") return left - right;
  return left < right ? -1 : 1;
}

/** A value to put at a path, or nothing to take away what is there. */
interface Change {
  readonly path: Path;
  readonly value: AttributeValue | undefined;
}

function changeOf(action: UpdateAction, item: Item): Change {
  const { path } = action;
  switch (action.kind) {
    case "set":
      return { path, value: checkedValue(computed(action.term, item)) };
    case "remove":
      return { path, value: undefined };
    case "add":
      return { path, value: added(valueAt(item, path), action.value) };
    case "delete": {
      const old = valueAt(item, path);
      return { path, value: old === undefined ? undefined : without(old, action.value) };
    }
  }
}

function computed(term: Term, item: Item): AttributeValue {
  switch (term.kind) {
    case "value":
      return term.value;
    case "path": {
      const value = valueAt(item, term.path);
      if (value !== undefined) return value;
      throw validation("The provided expression refers to an attribute that does not exist in the item");
    }
    case "if-not-exists":
      return valueAt(item, term.path) ?? computed(term.otherwise, item);
    case "list-append": {
      const [left, right] = [computed(term.left, item), computed(term.right, item)];
      if (left.L === undefined || right.L === undefined) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    case "plus":
    case "minus": {
      const [left, right] = [computed(term.left, item), computed(term.right, item)];
      if (left.N === undefined || right.N === undefined) throw wrongType();
      return { N: (term.kind === "plus" ? addNumbers : subtractNumbers)(left.N, right.N) };
    }
  }
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old === undefined) return value;
  if (old.N !== undefined && value.N !== undefined) return { N: addNumbers(old.N, value.N) };
  const known = new Set(setMembers(old));
  if (old.SS !== undefined && value.SS !== undefined) {
    return { SS: [...old.SS, ...value.SS.filter((each) => !known.has(each))] };
  }
  if (old.NS !== undefined && value.NS !== undefined) {
    return { NS: [...old.NS, ...value.NS.filter((each) => !known.has(each))] };
  }
  if (old.BS === undefined || value.BS === undefined) throw wrongType();
  return { BS: [...old.BS, ...value.BS.filter((each) => !known.has(Buffer.from(each).toString("base64")))] };
}

/** Nothing when no member is left: there are no empty sets. */
function without(old: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  const gone = new Set(setMembers(value));
  if (old.SS !== undefined && value.SS !== undefined) {
    const SS = old.SS.filter((each) => !gone.has(each));
    return SS.length === 0 ? undefined : { SS };
  }
  if (old.NS !== undefined && value.NS !== undefined) {
    const NS = old.NS.filter((each) => !gone.has(each));
    return NS.length === 0 ? undefined : { NS };
  }
  if (old.BS === undefined || value.BS === undefined) throw wrongType();
  const BS = old.BS.filter((each) => !gone.has(Buffer.from(each).toString("base64")));
  return BS.length === 0 ? undefined : { BS };
}

/** A copy of the container with the value at the path. The way there must exist; its last step need not. */
function write(container: AttributeValue, path: Path, value: AttributeValue | undefined): AttributeValue {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? container;
  if (typeof step === "number") {
    if (container.L === undefined) throw invalidPath();
    const list = [...container.L];
    const inner = list[step];
    if (rest.length > 0) {
      if (inner === undefined) throw invalidPath();
      list[step] = write(inner, rest, value);
    } else if (value === undefined) list.splice(step, 1);
    // A position beyond the end means the end.
    else list.splice(step, 1, value);
    return { L: list };
  }
  if (container.M === undefined) throw invalidPath();
  const { [step]: inner, ...others } = container.M;
  if (rest.length > 0) {
    if (inner === undefined) throw invalidPath();
    return { M: { ...container.M, [step]: write(inner, rest, value) } };
  }
  return { M: value === undefined ? others : { ...container.M, [step]: value } };
}

function membersOf(value: AttributeValue): Record<string, AttributeValue> {
  return value.M ?? {};
}

function invalidPath() {
  return validation("The document path provided in the update expression is invalid for update");
}

function wrongType() {
  return validation("An operand in the update expression has an incorrect data type");
}
