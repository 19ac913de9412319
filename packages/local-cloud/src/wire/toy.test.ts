import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve, serviceOf, signedFor } from "./testing.ts";

// Traits that none of the clients here uses, in schemas of the SDK's own form: 0 string, 1 number, 2 boolean,
// 4 default timestamp, 21 blob, 64 | x list, 128 | x map; a pair adds a member's traits.
const TIME = 4;
const ns = "com.example";
const plainList = [1, ns, "Names", 0, 0];
const sparseList = [1, ns, "Sparse", { sparse: 1 }, 0];
const sparseMap = [2, ns, "SparseMap", { sparse: 1 }, 0, 1];
const point = [3, ns, "Point", 0, ["X", "Y"], [1, 1], 1];
const choice = [4, ns, "Choice", 0, ["A", "B"], [0, 1]];
const restInput = [
  3,
  ns,
  "RestInput",
  0,
  ["Path", "When", "Since", "Numbers", "Meta", "Asked", "Names", "Sparse", "Map", "Choice"],
  [
    [0, 1],
    [TIME, 1],
    [TIME, { httpQuery: "since" }],
    [65, { httpQuery: "n" }],
    [128, { httpPrefixHeaders: "X-Meta-" }],
    [TIME, { httpHeader: "X-Asked" }],
    [() => plainList, { httpHeader: "X-Names" }],
    () => sparseList,
    () => sparseMap,
    () => choice,
  ],
];
const restOutput = [
  3,
  ns,
  "RestOutput",
  0,
  ["Seen", "Meta", "Names", "When", "Sparse", "Map"],
  [
    0,
    [128, { httpPrefixHeaders: "X-Meta-" }],
    [() => plainList, { httpHeader: "X-Names" }],
    [TIME, { httpHeader: "X-When" }],
    () => sparseList,
    () => sparseMap,
  ],
];
const queryShape = [
  3,
  ns,
  "QueryShape",
  0,
  ["Flat", "FlatMap", "Renamed", "Items", "Blob", "Flag", "Point"],
  [
    [64, { xmlFlattened: 1 }],
    [128, { xmlFlattened: 1 }],
    [0, { xmlName: "Other" }],
    () => [1, ns, "Items", 0, [0, { xmlName: "item" }]],
    21,
    2,
    () => point,
  ],
];
const schemas = {
  Rest$: [9, ns, "Rest", { http: ["POST", "/a/{When}/{Path+}/end", 200] }, restInput, restOutput],
  Plain$: [9, ns, "Plain", { http: ["POST", "/a/{When}/plain/end", 200] }, "unit", "unit"],
  Query$: [9, ns, "Query", 0, queryShape, queryShape],
};

const inputs: Record<string, unknown> = {};
const toy = serviceOf("toy", schemas, {
  Rest: (input: unknown) => {
    inputs["Rest"] = input;
    return {
      Seen: "yes",
      Meta: { Colour: "red" },
      Names: ["a", "b"],
      When: new Date("2026-01-02T03:04:05Z"),
      Sparse: ["x", null],
      Map: { one: 1, none: null },
      Undeclared: "stays out",
    };
  },
  Plain: () => undefined,
  Query: (input: unknown) => {
    inputs["Query"] = input;
    return input;
  },
});

let running: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  running = await serve([toy]);
});
afterAll(() => running.close());

const post = async (path: string, headers: Readonly<Record<string, string>>, body: string) =>
  fetch(`${running.url}${path}`, {
    method: "POST",
    headers: { authorization: signedFor("toy"), ...headers },
    body,
  });
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };

describe("restJson1", () => {
  it("reads greedy labels, dates of three forms, lists and prefixed headers, sparse values and unions", async () => {
    const headers = {
      ...json,
      "x-meta-colour": "red",
      "x-asked": "Fri, 02 Jan 2026 03:04:05 GMT",
      "x-names": "a, b",
    };
    const path = "/a/2026-01-02T03%3A04%3A05Z/x/y%2Fz/end?since=2026-01-02T03:04:05.5Z&n=1&n=2.5";
    const body = '{"Sparse":["x",null],"Map":{"one":1,"none":null},"Choice":{"A":"a","B":null}}';
    expect((await post(path, headers, body)).status).toBe(200);
    const at = new Date("2026-01-02T03:04:05Z");
    expect(inputs["Rest"]).toEqual({
      Path: "x/y/z",
      When: at,
      Since: new Date("2026-01-02T03:04:05.500Z"),
      Numbers: [1, 2.5],
      Meta: { colour: "red" },
      Asked: at,
      Names: ["a", "b"],
      Sparse: ["x", null],
      Map: { one: 1, none: null },
      Choice: { A: "a" },
    });
  });

  it("writes prefixed headers, lists and dates in headers, and sparse values", async () => {
    const answer = await post("/a/2026-01-02T03:04:05Z/x/end", json, "{}");
    expect(answer.headers.get("x-meta-colour")).toBe("red");
    expect(answer.headers.get("x-names")).toBe("a, b");
    expect(answer.headers.get("x-when")).toBe("Fri, 02 Jan 2026 03:04:05 GMT");
    expect(await answer.json()).toEqual({ Seen: "yes", Sparse: ["x", null], Map: { one: 1, none: null } });
  });

  it("prefers the route with more literal text", async () => {
    const answer = await post("/a/2026-01-02T03:04:05Z/plain/end", {}, "");
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  it.each([
    ["/a/today/x/end", json, "{}", "Expected a timestamp (date-time) at 'When', found \"today\"."],
    [
      "/a/2026-13-02T03:04:05Z/x/end",
      json,
      "{}",
      "Expected a timestamp (date-time) at 'When', found \"2026-13-02T03:04:05Z\".",
    ],
    ["/a/2026-01-02T03:04:05Z/x/end?n=1e", json, "{}", "Expected a number at 'Numbers', found \"1e\"."],
    [
      "/a/2026-01-02T03:04:05Z/x/end",
      { ...json, "x-asked": "now" },
      "{}",
      "Expected a timestamp (http-date) at 'Asked', found \"now\".",
    ],
    [
      "/a/2026-01-02T03:04:05Z/x/end",
      json,
      '{"Choice":{"A":"a","B":1}}',
      "Expected exactly one member of a union at 'Choice', found \"2 members\".",
    ],
    [
      "/a/2026-01-02T03:04:05Z/x/end",
      json,
      '{"Choice":{}}',
      "Expected exactly one member of a union at 'Choice', found \"0 members\".",
    ],
  ])("refuses %s %j %s", async (path, headers, body, message) => {
    const answer = await post(path, headers, body);
    expect([answer.status, await answer.json()]).toEqual([400, { message }]);
  });
});

describe("awsQuery", () => {
  it("reads and writes flattened lists and maps, renamed members and items, blobs and booleans", async () => {
    const body =
      "Action=Query&Flat.1=a&Flat.2=b&FlatMap.1.key=k&FlatMap.1.value=v&Other=o&Items.item.1=i&Blob=AQI%3D&Flag=false&Point.X=-1.5e3";
    const answer = await post("/", form, body);
    expect(inputs["Query"]).toEqual({
      Flat: ["a", "b"],
      FlatMap: { k: "v" },
      Renamed: "o",
      Items: ["i"],
      Blob: new Uint8Array([1, 2]),
      Flag: false,
      Point: { X: -1500 },
    });
    expect(await answer.text()).toContain(
      "<QueryResult><Flat>a</Flat><Flat>b</Flat><FlatMap><key>k</key><value>v</value></FlatMap><Other>o</Other>" +
        "<Items><item>i</item></Items><Blob>AQI=</Blob><Flag>false</Flag><Point><X>-1500</X></Point></QueryResult>",
    );
  });

  it("writes what XML cannot carry as U+FFFD", async () => {
    const answer = await post("/", form, "Action=Query&Other=%01%3C%22%0D%0A");
    expect(await answer.text()).toContain("<Other>\ufffd&lt;&quot;&#xD;\n</Other>");
  });

  it.each([
    ["Flag=yes", "Expected true or false at 'Flag', found &quot;yes&quot;."],
    ["Blob=%21", "Expected base64 at 'Blob', found &quot;!&quot;."],
    ["Other.1=x", "Expected one value at 'Renamed', found &quot;several parts&quot;."],
    ["FlatMap.1.key=k", "Expected key and value at 'FlatMap', found &quot;one of them&quot;."],
    ["Point.Z=1", "Unknown parameter 'Point.Z' of Point."],
    ["Point.Y=1", "Value null at 'Point.x' failed to satisfy constraint: Member must not be null"],
  ])("refuses %s", async (parameters, message) => {
    const answer = await post("/", form, `Action=Query&${parameters}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
  });
});
