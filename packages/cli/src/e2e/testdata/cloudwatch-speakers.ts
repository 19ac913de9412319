import {
  CloudWatchClient,
  type CloudWatchServiceException,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { cbor, dateToTag } from "@smithy/core/cbor";

// CloudWatch as clients of different languages and ages speak to it: all but the last by hand.

export interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: { readonly Name: string; readonly Value: string }[];
}

/** The points of a series: epoch milliseconds and value, oldest first. */
export type Points = readonly (readonly [timestampMs: number, value: number])[];

/** CloudWatch as a client of one protocol sees it. Periods are minutes. */
export interface Speaker {
  readonly statistics: (metric: Metric, statistic: Statistic) => Promise<Points>;
  readonly data: (metric: Metric, statistic: Statistic) => Promise<Points>;
  /** Status, and the code of the error that comes back for a period which there is not. */
  readonly refusal: (metric: Metric) => Promise<readonly [status: number | undefined, code: string]>;
}

export type Statistic = "Sum" | "p95";

export interface SpeakerOptions {
  readonly awsUrl: string;
  readonly region: string;
  /** What is asked for in every request. */
  readonly range: { readonly StartTime: Date; readonly EndTime: Date };
}

type Speak = (options: SpeakerOptions) => Speaker;

/** CloudWatch takes percentiles apart from the other statistics. */
const statisticsInput = (
  metric: Metric,
  statistic: Statistic,
  Period = 60,
): Omit<GetMetricStatisticsCommandInput, "StartTime" | "EndTime"> => ({
  ...metric,
  Period,
  ...(statistic === "Sum" ? { Statistics: [statistic] } : { ExtendedStatistics: [statistic] }),
});
const dataInput = (Metric: Metric, Stat: Statistic) => ({
  MetricDataQueries: [{ Id: "m", MetricStat: { Metric, Period: 60, Stat } }],
  ScanBy: "TimestampAscending" as const,
});

/** Sends bytes with a signature that names the service, which is all that the local cloud asks for. */
async function post(
  { awsUrl, region }: SpeakerOptions,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | URLSearchParams | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const scope = `test/20260102/${region}/monitoring/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  return await fetch(`${awsUrl}${path}`, { method: "POST", headers: { authorization, ...headers }, body });
}

/** An answer in JSON or CBOR: the same members, but for the form of a time. */
interface Members {
  readonly Datapoints?: readonly {
    readonly Timestamp: unknown;
    readonly Sum?: number;
    readonly ExtendedStatistics?: { readonly p95: number };
  }[];
  readonly MetricDataResults?: readonly {
    readonly Timestamps: readonly unknown[];
    readonly Values: readonly number[];
  }[];
  readonly __type?: string;
}

function memberSpeaker(
  { range }: SpeakerOptions,
  send: (operation: string, input: object) => Promise<readonly [status: number, answer: Members]>,
  timeToWire: (time: Date) => unknown,
  timeFromWire: (time: unknown) => number,
): Speaker {
  const times = { StartTime: timeToWire(range.StartTime), EndTime: timeToWire(range.EndTime) };
  return {
    statistics: async (metric, statistic) => {
      const [, answer] = await send("GetMetricStatistics", {
        ...statisticsInput(metric, statistic),
        ...times,
      });
      return (answer.Datapoints ?? []).map(({ Timestamp, Sum, ExtendedStatistics }) => [
        timeFromWire(Timestamp),
        Sum ?? ExtendedStatistics?.p95 ?? Number.NaN,
      ]);
    },
    data: async (metric, statistic) => {
      const [, answer] = await send("GetMetricData", { ...dataInput(metric, statistic), ...times });
      return (answer.MetricDataResults ?? []).flatMap(({ Timestamps, Values }) =>
        Values.map((value, index) => [timeFromWire(Timestamps[index]), value] as const),
      );
    },
    refusal: async (metric) => {
      const [status, answer] = await send("GetMetricStatistics", {
        ...statisticsInput(metric, "Sum", 61),
        ...times,
      });
      return [status, answer.__type ?? ""];
    },
  };
}

const awsJson: Speak = (options) =>
  memberSpeaker(
    options,
    async (operation, input) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `GraniteServiceVersion20100801.${operation}`,
      };
      const answer = await post(options, "/", headers, JSON.stringify(input));
      return [answer.status, (await answer.json()) as Members];
    },
    (time) => time.getTime() / 1000,
    (time) => Number(time) * 1000,
  );

const rpcCbor: Speak = (options) =>
  memberSpeaker(
    options,
    async (operation, input) => {
      const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
      const path = `/service/GraniteServiceVersion20100801/operation/${operation}`;
      const answer = await post(options, path, headers, new Uint8Array(cbor.serialize(input)));
      return [answer.status, cbor.deserialize(new Uint8Array(await answer.arrayBuffer())) as Members];
    },
    dateToTag,
    // Tag 1 of CBOR: seconds.
    (time) => (time as { readonly tag: 1; readonly value: number }).value * 1000,
  );

const query: Speak = (options) => {
  const send = async (action: string, input: object) => {
    const form = { Action: action, Version: "2010-08-01", ...flat({ ...input, ...options.range }) };
    const answer = await post(options, "/", {}, new URLSearchParams(form));
    return [answer.status, await answer.text()] as const;
  };
  return {
    statistics: async (metric, statistic) => {
      const [, xml] = await send("GetMetricStatistics", statisticsInput(metric, statistic));
      return pairs(within(xml, "Timestamp"), within(xml, statistic === "Sum" ? "Sum" : "value"));
    },
    data: async (metric, statistic) => {
      const [, xml] = await send("GetMetricData", dataInput(metric, statistic));
      const [timestamps = "", values = ""] = [within(xml, "Timestamps")[0], within(xml, "Values")[0]];
      return pairs(within(timestamps, "member"), within(values, "member"));
    },
    refusal: async (metric) => {
      const [status, xml] = await send("GetMetricStatistics", statisticsInput(metric, "Sum", 61));
      return [status, within(xml, "Code")[0] ?? ""];
    },
  };
};

/** `{ a: [{ b: 1 }] }` as `a.member.1.b=1`. */
function flat(value: unknown, path = ""): Readonly<Record<string, string>> {
  if (value instanceof Date) return { [path]: value.toISOString() };
  if (typeof value !== "object" || value === null) return { [path]: String(value) };
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`member.${index + 1}`, item] as const)
    : Object.entries(value);
  return Object.fromEntries(
    entries.flatMap(([name, inner]) => Object.entries(flat(inner, path === "" ? name : `${path}.${name}`))),
  );
}

/** What stands in each element of a name; enough for answers in which elements of one name do not nest. */
function within(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, text = ""]) => text);
}

function pairs(timestamps: readonly string[], values: readonly string[]): Points {
  return values.map((value, index) => [Date.parse(timestamps[index] ?? ""), Number(value)]);
}

const javaScriptSdk: Speak = ({ awsUrl, region, range }) => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new CloudWatchClient({ endpoint: awsUrl, region, credentials });
  const statisticsCommand = (metric: Metric, statistic: Statistic, period?: number) =>
    new GetMetricStatisticsCommand({ ...statisticsInput(metric, statistic, period), ...range });
  return {
    statistics: async (metric, statistic) => {
      const { Datapoints = [] } = await client.send(statisticsCommand(metric, statistic));
      return Datapoints.map(({ Timestamp, Sum, ExtendedStatistics }) => [
        Timestamp?.getTime() ?? Number.NaN,
        Sum ?? ExtendedStatistics?.["p95"] ?? Number.NaN,
      ]);
    },
    data: async (metric, statistic) => {
      const command = new GetMetricDataCommand({ ...dataInput(metric, statistic), ...range });
      const { MetricDataResults = [] } = await client.send(command);
      return MetricDataResults.flatMap(({ Timestamps = [], Values = [] }) =>
        Values.map((value, index) => [Timestamps[index]?.getTime() ?? Number.NaN, value] as const),
      );
    },
    refusal: async (metric) => {
      const found = await client
        .send(statisticsCommand(metric, "Sum", 61))
        .catch((error: CloudWatchServiceException) => error);
      return [found.$metadata.httpStatusCode, found instanceof Error ? found.name : "no error"];
    },
  };
};

/** One speaker of each protocol; the SDK chooses its own. */
export const SPEAKERS: readonly (readonly [protocol: string, speak: Speak])[] = [
  ["query and XML", query],
  ["rpc-v2-cbor", rpcCbor],
  ["awsJson1_0", awsJson],
  ["the JavaScript SDK", javaScriptSdk],
];
