import type { StageConfig } from "@switchyard/infra-router/stage-config";
import { catalogue } from "@switchyard/metrics";
import type { Assumptions } from "./assumptions.ts";
import { type Bill, type BillItem, billOf, pricedBy } from "./bill.ts";
import type { PriceList } from "./prices.ts";

/** What every stage has, whatever its settings; a test compares it with the program. */
export const PARTS = {
  /** Metrics that the alarms watch, metric math counted by metric. */
  alarmMetrics: 16,
  highResolutionAlarmMetrics: 4,
  dashboards: 1,
  controllerMemoryMb: 512,
  demoAgentMemoryMb: 128,
  firewallRules: 3,
} as const;

const BYTES_PER_GB = 1_000_000_000;
const MB_PER_GB = 1024;
const SECONDS_PER_HOUR = 3600;
export const DAYS_PER_MONTH = 30.4;
const DOLLARS_PER_MICRO_DOLLAR = 1e-6;
/** A pass without a release reads one item and the alias; a record that changed is rare. */
const READS_PER_TICK = 4;
const WRITES_PER_TICK = 0.1;
/** X-Ray records one request a second and 5 % of the others. */
const TRACED_SHARE = 0.05;

export interface BillRequest {
  readonly config: StageConfig;
  readonly requestsPerMonth: number;
  readonly assumptions: Assumptions;
  readonly prices: PriceList;
}

/** Metrics that CloudWatch bills while one version has traffic. */
export function metricsOfOneVersion(): number {
  return Object.values(catalogue).reduce((sum, { dimensionSets }) => sum + dimensionSets.length, 0);
}

/** What a stage costs in a month with so many requests, one version in service. List prices, without taxes and free tiers. */
export function monthlyBill(request: BillRequest): Bill {
  return billOf([
    ...functionItems(request),
    ...gatewayItems(request),
    ...modelItems(request),
    ...agentItems(request),
    ...controllerItems(request),
    ...watchingItems(request),
    ...optionItems(request),
  ]);
}

/** Requests that reach the function: the rest is answered by the gateway's cache. */
function handled({ config, requestsPerMonth, assumptions }: BillRequest): number {
  return requestsPerMonth * (config.api.cache.enabled ? 1 - assumptions.cacheHitShare : 1);
}

function functionItems(request: BillRequest): readonly BillItem[] {
  const { config, assumptions, prices } = request;
  const item = pricedBy(prices);
  const { architecture, memoryMb } = config.function;
  const requests = handled(request);
  const agentMs = config.serves === "decisions" ? 0 : assumptions.agentMs;
  const seconds = (assumptions.routerMs + agentMs + assumptions.llmShare * assumptions.llmMs) / 1000;
  const gb = memoryMb / MB_PER_GB;
  const warm = config.release.provisionedConcurrency;
  const onDemand = warm > 0 ? assumptions.spillShare : 1;
  const starts = requests * assumptions.coldShare * onDemand;
  return [
    item(
      "function",
      "Requests to the function",
      "lambda-request",
      requests,
      "each that the cache does not answer",
    ),
    item(
      "function",
      "Duration on demand",
      `lambda-duration-${architecture}`,
      (requests * onDemand * seconds + (starts * assumptions.initMs) / 1000) * gb,
      `${memoryMb} MB for ${round(seconds)} s each, agents waited for; starts of environments`,
    ),
    item(
      "function",
      "Duration on warm environments",
      `lambda-provisioned-duration-${architecture}`,
      warm > 0 ? requests * (1 - onDemand) * seconds * gb : 0,
      "cheaper by the second, because keeping them is paid for",
    ),
    warmItem(request, 1),
  ];
}

/** Environments that are kept ready for so many versions, for a whole month. */
function warmItem({ config, prices }: Pick<BillRequest, "config" | "prices">, versions: number): BillItem {
  const { architecture, memoryMb } = config.function;
  const { provisionedConcurrency: warm } = config.release;
  const seconds = prices.hoursPerMonth * SECONDS_PER_HOUR;
  return pricedBy(prices)(
    "warm-environments",
    "Warm environments kept",
    `lambda-provisioned-${architecture}`,
    versions * warm * (memoryMb / MB_PER_GB) * seconds,
    `${warm} × ${memoryMb} MB on ${architecture}, asked for or not`,
  );
}

function gatewayItems(request: BillRequest): readonly BillItem[] {
  const { config, requestsPerMonth, prices } = request;
  const { cache } = config.api;
  const item = pricedBy(prices);
  return [
    item("gateway", "Requests to the API", "api-request", requestsPerMonth, "cached answers included"),
    item(
      "cache",
      "Cache of the API",
      `api-cache-${cache.sizeGb}`,
      cache.enabled ? prices.hoursPerMonth : 0,
      `${cache.sizeGb} GB by the hour, used or not`,
    ),
  ];
}

function modelItems(request: BillRequest): readonly BillItem[] {
  const { config, assumptions } = request;
  const calls = handled(request) * assumptions.llmShare;
  const { inputTokenMicroDollars, outputTokenMicroDollars } = config.prices;
  const tokens = (name: string, count: number, microDollars: number): BillItem => ({
    name,
    feature: "model",
    quantity: calls * count,
    unit: "token",
    dollars: calls * count * microDollars * DOLLARS_PER_MICRO_DOLLAR,
    why: `${count} for each of the questions that need the model, at switchyard:prices`,
  });
  return [
    tokens("Tokens to the model", assumptions.inputTokens, inputTokenMicroDollars),
    tokens("Tokens from the model", assumptions.outputTokens, outputTokenMicroDollars),
  ];
}

function agentItems(request: BillRequest): readonly BillItem[] {
  const { config, assumptions, prices } = request;
  // Agents that exist already are on somebody else's bill.
  if (config.serves === "decisions" || config.demoAgents === undefined) return [];
  const item = pricedBy(prices);
  const requests = handled(request);
  return [
    item("agents", "Requests to the demo agents", "lambda-request", requests, "one for each answer"),
    item(
      "agents",
      "Duration of the demo agents",
      `lambda-duration-${config.function.architecture}`,
      (requests * assumptions.agentMs * (PARTS.demoAgentMemoryMb / MB_PER_GB)) / 1000,
      "agents of your own have bills of their own",
    ),
  ];
}

function controllerItems({ config, assumptions, prices }: BillRequest): readonly BillItem[] {
  const item = pricedBy(prices);
  const ticks = prices.hoursPerMonth * 60;
  return [
    item("controller", "Ticks: schedule", "schedule", ticks, "one a minute"),
    item("controller", "Ticks: requests", "lambda-request", ticks, "one a minute"),
    item(
      "controller",
      "Ticks: duration",
      `lambda-duration-${config.function.architecture}`,
      (ticks * assumptions.tickMs * (PARTS.controllerMemoryMb / MB_PER_GB)) / 1000,
      "a pass without a release",
    ),
    item("controller", "Release table: reads", "table-read", ticks * READS_PER_TICK, "of the record"),
    item("controller", "Release table: writes", "table-write", ticks * WRITES_PER_TICK, "of the record"),
  ];
}

function watchingItems(request: BillRequest): readonly BillItem[] {
  const { config, assumptions, prices } = request;
  const item = pricedBy(prices);
  const gb = (handled(request) * assumptions.logBytes) / BYTES_PER_GB;
  return [
    item(
      "metrics",
      "Custom metrics",
      "metric",
      request.requestsPerMonth > 0 ? metricsOfOneVersion() : 0,
      "of the catalogue, by version and by stage, for the hours with traffic",
    ),
    item("alarms", "Alarms", "alarm-metric", PARTS.alarmMetrics, "by the metrics that they watch"),
    item(
      "alarms",
      "Alarm on hard failures",
      "alarm-metric-high-resolution",
      PARTS.highResolutionAlarmMetrics,
      "looks every ten seconds",
    ),
    item("dashboard", "Dashboard", "dashboard", PARTS.dashboards, "three are free in each account"),
    item("logs", "Logs: ingested", "log-ingest", gb, `${assumptions.logBytes} bytes a request`),
    item(
      "logs",
      "Logs: kept",
      "log-storage",
      gb * (config.logRetentionDays / DAYS_PER_MONTH),
      `for ${config.logRetentionDays} days`,
    ),
    item(
      "image",
      "Images in the repository",
      "image-storage",
      (assumptions.imagesKept * assumptions.imageMb) / 1000,
      `${assumptions.imagesKept} images of ${assumptions.imageMb} MB`,
    ),
  ];
}

function optionItems({ config, requestsPerMonth, prices }: BillRequest): readonly BillItem[] {
  const item = pricedBy(prices);
  const isGuarded = config.api.firewall !== undefined;
  return [
    item("firewall", "Firewall", "firewall-acl", isGuarded ? 1 : 0, "in front of the API"),
    item("firewall", "Firewall: rules", "firewall-rule", isGuarded ? PARTS.firewallRules : 0, "each"),
    item("firewall", "Firewall: requests", "firewall-request", isGuarded ? requestsPerMonth : 0, "looked at"),
    item(
      "tracing",
      "Traces",
      "trace",
      config.function.tracing ? requestsPerMonth * TRACED_SHARE : 0,
      "one a second is free of sampling, 5 % of the others are recorded",
    ),
  ];
}

/** What a second version costs in a month while both are kept warm: an experiment, or a rollout on its way. */
export function secondVersionPerMonth(config: StageConfig, prices: PriceList): number {
  return warmItem({ config, prices }, 1).dollars;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
