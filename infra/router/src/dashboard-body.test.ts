import { catalogue, figures } from "@switchyard/metrics";
import { describe, expect, it } from "vitest";
import { dashboardBody } from "./dashboard-body.ts";

const ALARMS = ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:switchyard-dev-router-errors"];
const { widgets } = dashboardBody({
  stage: "dev",
  region: "us-east-1",
  functionName: "switchyard-dev-router",
  aliasName: "live",
  apiName: "switchyard-dev",
  tickFunctionName: "switchyard-dev-rollout-tick",
  deadLetterQueueName: "switchyard-dev-rollout-dead-letters",
  alarmArns: ALARMS,
});

function graph(title: string): readonly unknown[] {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (found === undefined) throw new Error(`There is no graph ${title}.`);
  return found.properties.metrics as readonly unknown[];
}

describe("dashboardBody", () => {
  it("finds every version by itself", () => {
    expect(graph("Requests by version")).toEqual([
      [
        {
          id: "e0",
          expression:
            "SEARCH('{Switchyard,Stage,FunctionVersion} MetricName=\"Requests\" Stage=\"dev\"', 'Sum', 60)",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch fills this in.
          label: "Requests, version ${PROP('Dim.FunctionVersion')}",
        },
      ],
    ]);
    expect(graph("Failed: crashes and time-outs")).toEqual([
      [
        {
          id: "e0",
          expression:
            'SEARCH(\'{AWS/Lambda,FunctionName,Resource,ExecutedVersion} MetricName="Errors" FunctionName="switchyard-dev-router" Resource="switchyard-dev-router:live"\', \'Sum\', 60)',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch fills this in.
          label: "Errors, version ${PROP('Dim.ExecutedVersion')}",
        },
      ],
    ]);
  });

  it("shows every figure under its own name", () => {
    const titles = widgets.map(({ properties }) => properties.title);
    expect(Object.values(figures).filter(({ title }) => !titles.includes(title))).toEqual([]);
  });

  it("reckons shares from what is sent with every request", () => {
    expect(graph("Error rate")).toEqual([
      [
        expect.objectContaining({
          expression: expect.stringContaining('MetricName="Errors" Stage="dev"\', \'Average\''),
        }),
      ],
    ]);
    expect(graph("Warm starts")).toEqual([
      [
        {
          id: "e0",
          expression:
            "1 - SEARCH('{Switchyard,Stage,FunctionVersion} MetricName=\"ColdStarts\" Stage=\"dev\"', 'Average', 60)",
          label: "1 - ColdStarts",
        },
      ],
    ]);
    expect(graph("Cache hits of the gateway").map((line) => (line as readonly unknown[]).at(-1))).toEqual([
      { stat: "Sum", label: "CacheHitCount", id: "m0", visible: false },
      { stat: "Sum", label: "CacheMissCount", id: "m1", visible: false },
      { id: "e2", expression: "m0 / (m0 + m1)", label: "CacheHitCount" },
    ]);
  });

  it("shows the gateway's cache by its hits and misses", () => {
    expect(graph("Gateway's cache")).toEqual([
      [
        "AWS/ApiGateway",
        "CacheHitCount",
        "ApiName",
        "switchyard-dev",
        "Stage",
        "dev",
        { stat: "Sum", label: "CacheHitCount" },
      ],
      [
        "AWS/ApiGateway",
        "CacheMissCount",
        "ApiName",
        "switchyard-dev",
        "Stage",
        "dev",
        { stat: "Sum", label: "CacheMissCount" },
      ],
    ]);
  });

  it("shows the alarms it was given", () => {
    expect(widgets.filter(({ type }) => type === "alarm").map(({ properties }) => properties)).toEqual([
      { title: "Alarms", alarms: ALARMS },
    ]);
  });

  it("covers each square of the grid at most once and stays within 24 columns", () => {
    const squares = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`),
    );
    expect(new Set(squares).size).toBe(squares.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it("reads only metrics that are stored under the dimensions it names", () => {
    const text = JSON.stringify(widgets);
    const searched = [...text.matchAll(/FunctionVersion\} MetricName=\\+"(\w+)/g)].map(([, name]) => name);
    const direct = [...text.matchAll(/\["Switchyard","(\w+)","Stage"/g)].map(([, name]) => name);
    expect(searched.length).toBeGreaterThan(8);
    expect(direct.length).toBeGreaterThan(4);
    const storedUnder = (dimensions: string) =>
      Object.values(catalogue)
        .filter(({ dimensionSets }) => dimensionSets.some((set) => set.join() === dimensions))
        .map(({ name }) => name);
    expect(storedUnder("Stage,FunctionVersion")).toEqual(expect.arrayContaining(searched));
    expect(storedUnder("Stage")).toEqual(expect.arrayContaining(direct));
  });

  it("says how to read and stop a release of this stage", () => {
    expect(widgets.at(-1)?.properties.markdown).toContain("switchyard release status --stage dev");
  });
});
