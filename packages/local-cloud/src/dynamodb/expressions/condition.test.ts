import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { parseCondition } from "./condition.ts";
import { holds } from "./holds.ts";
import { placeholdersOf } from "./reader.ts";

const ITEM: Record<string, AttributeValue> = {
  pk: { S: "live" },
  revision: { N: "10" },
  body: { S: "héllo" },
  bits: { B: new Uint8Array([1, 2, 3]) },
  flag: { BOOL: true },
  nothing: { NULL: true },
  tags: { SS: ["a", "b"] },
  primes: { NS: ["2", "3"] },
  blobs: { BS: [new Uint8Array([9])] },
  path: { L: [{ N: "1" }, { M: { deep: { S: "x" } } }] },
  doc: { M: { "odd name": { N: "1" }, innards: { M: { n: { N: "2" } } } } },
};

const NAMES = { "#path": "path", "#odd": "odd name" };

function check(expression: string, values: Record<string, AttributeValue> = {}): boolean {
  const placeholders = placeholdersOf({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: values });
  return holds(parseCondition("ConditionExpression", expression, placeholders), ITEM);
}

const N = (text: string): AttributeValue => ({ N: text });
const S = (text: string): AttributeValue => ({ S: text });

describe("a condition holds", () => {
  it.each<[string, Record<string, AttributeValue>]>([
    ["revision = :v", { ":v": N("10.0") }],
    ["revision <> :v", { ":v": N("9") }],
    ["revision <> :v", { ":v": S("10") }],
    ["revision > :v", { ":v": N("9") }],
    ["revision >= :v and revision <= :v", { ":v": N("10") }],
    ["revision BETWEEN :a AND :b", { ":a": N("9"), ":b": N("10") }],
    ["revision between :a and :b and flag = :t", { ":a": N("9"), ":b": N("11"), ":t": { BOOL: true } }],
    ["revision IN (:a, :b)", { ":a": N("1"), ":b": N("10") }],
    ["absent <> :v", { ":v": S("x") }],
    ["attribute_exists(doc.innards.n) AND attribute_not_exists(doc.elsewhere)", {}],
    ["attribute_exists(#path[1].deep) AND attribute_not_exists(#path[2])", {}],
    ["doc.#odd = :one", { ":one": N("1") }],
    ["attribute_type(tags, :t)", { ":t": S("SS") }],
    ["begins_with(body, :v)", { ":v": S("hé") }],
    ["begins_with(bits, :v)", { ":v": { B: new Uint8Array([1, 2]) } }],
    ["contains(body, :v)", { ":v": S("ll") }],
    ["contains(tags, :v)", { ":v": S("b") }],
    ["contains(primes, :v)", { ":v": N("3.0") }],
    ["contains(blobs, :v)", { ":v": { B: new Uint8Array([9]) } }],
    ["contains(#path, :v)", { ":v": N("1") }],
    ["size(body) = :v", { ":v": N("5") }],
    ["size(tags) < size(bits)", {}],
    ["size(doc) = :v AND size(#path) = :v", { ":v": N("2") }],
    ["nothing = :v", { ":v": { NULL: true } }],
    ["tags = :v", { ":v": { SS: ["b", "a"] } }],
    ["doc = :v", { ":v": { M: { innards: { M: { n: N("2") } }, "odd name": N("1") } } }],
    ["#path = :v", { ":v": { L: [N("1"), { M: { deep: S("x") } }] } }],
    ["NOT revision = :v", { ":v": N("1") }],
    ["NOT (revision = :v OR flag = :f)", { ":v": N("1"), ":f": { BOOL: false } }],
    // AND binds tighter than OR, and NOT tighter than AND.
    ["pk = :pk OR pk = :no AND pk = :no", { ":pk": S("live"), ":no": S("no") }],
    ["NOT pk = :no AND pk = :pk", { ":pk": S("live"), ":no": S("no") }],
  ])("%s", (expression, values) => {
    expect(check(expression, values)).toBe(true);
  });
});

describe("a condition does not hold", () => {
  it.each<[string, Record<string, AttributeValue>]>([
    ["revision = :v", { ":v": S("10") }],
    ["revision > :v", { ":v": S("9") }],
    ["absent = :v", { ":v": S("x") }],
    ["absent < :v", { ":v": S("x") }],
    ["absent <> gone", {}],
    ["attribute_exists(body.part)", {}],
    ["attribute_exists(#path[0].deep)", {}],
    ["attribute_exists(doc.constructor_)", {}],
    ["attribute_type(absent, :t)", { ":t": S("S") }],
    ["begins_with(revision, :v)", { ":v": S("1") }],
    ["contains(body, :v)", { ":v": N("1") }],
    ["contains(absent, :v)", { ":v": S("x") }],
    ["size(flag) = :v", { ":v": N("1") }],
    ["tags = :v", { ":v": { SS: ["a"] } }],
    ["#path = :v", { ":v": { L: [N("1")] } }],
    ["doc = :v", { ":v": { M: { innards: { M: { n: N("2") } }, other: N("1") } } }],
    ["(pk = :pk OR pk = :no) AND pk = :no", { ":pk": S("live"), ":no": S("no") }],
  ])("%s", (expression, values) => {
    expect(check(expression, values)).toBe(false);
  });
});

describe("a condition is refused", () => {
  it.each<[string, Record<string, AttributeValue>, string]>([
    ["pk =", {}, 'Syntax error; token: "<EOF>", near: "pk ="'],
    ["pk == :v", { ":v": S("x") }, 'token: "="'],
    ["(pk = :v", { ":v": S("x") }, "Syntax error"],
    ["pk = :v)", { ":v": S("x") }, 'token: ")"'],
    ["pk = :v; drop", { ":v": S("x") }, 'token: ";"'],
    ["pk[x] = :v", { ":v": S("x") }, 'token: "x"'],
    ["pk", {}, "Syntax error"],
    ["pk BETWEEN :v", { ":v": S("x") }, "Syntax error"],
    ["pk = 'live'", {}, "Syntax error"],
    ["status = :v", { ":v": S("x") }, "Attribute name is a reserved keyword; reserved keyword: status"],
    ["doc.Name = :v", { ":v": S("x") }, "reserved keyword: Name"],
    ["pk = :w", {}, "attribute value: :w"],
    ["#x = :v", { ":v": S("x") }, "attribute name: #x"],
    ["pk = pk", {}, "The first operand must be distinct from the remaining operands"],
    ["revision < :v", { ":v": { BOOL: true } }, "operator or function: <, operand type: BOOL"],
    ["begins_with(pk, :v)", { ":v": N("1") }, "operator or function: begins_with, operand type: N"],
    [
      "attribute_exists(:v)",
      { ":v": S("x") },
      "requires a document path; operator or function: attribute_exists",
    ],
    ["attribute_exists(pk, body)", {}, "number of operands: 2"],
    ["attribute_type(pk, :v)", { ":v": S("STRING") }, "Invalid attribute type name found; type: STRING"],
    ["lower(pk) = :v", { ":v": S("x") }, "Invalid function name; function: lower"],
    [
      "pk = begins_with(pk, :v)",
      { ":v": S("x") },
      "is not allowed to be used this way in an expression; function: begins_with",
    ],
    ["  ", {}, "The expression can not be empty"],
  ])("%s", (expression, values, message) => {
    expect(() => check(expression, values)).toThrow(
      expect.objectContaining({ code: "ValidationException", message: expect.stringContaining(message) }),
    );
  });

  it("under placeholders of another form", () => {
    expect(() => placeholdersOf({ ExpressionAttributeNames: { name: "x" } })).toThrow(
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "name"',
    );
    expect(() => placeholdersOf({ ExpressionAttributeValues: { v: S("x") } })).toThrow(
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
    );
  });
});
