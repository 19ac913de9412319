import { baselineBill } from "./baseline.ts";
import { breakEven, differencesOf, featurePrices } from "./comparison.ts";
import { type BillRequest, monthlyBill, secondVersionPerMonth } from "./stage-bill.ts";
import {
  aligned,
  assumptionLines,
  billLines,
  breakEvenText,
  dollars,
  FEATURE_NAMES,
  signed,
  whole,
} from "./text.ts";

/** What `cost` prints for people. */
export function costLines(request: BillRequest, other: BillRequest | undefined): readonly string[] {
  const { config, requestsPerMonth, assumptions, prices } = request;
  const bill = monthlyBill(request);
  const baseline = baselineBill(request);
  return [
    `Stage ${config.stage}, ${whole(requestsPerMonth)} requests a month, list prices of ${prices.region} as of ${prices.asOf}${prices.freeTier === undefined ? "" : ", free tier of CloudWatch taken off"}`,
    "",
    ...indented(billLines(bill)),
    "",
    `The baseline (256 MB, nothing kept warm, no cache, every question through the language model) costs ${dollars(baseline.dollars)}: ${signed(bill.dollars - baseline.dollars)} here.`,
    `Break-even: ${breakEvenText(breakEven(request))}.`,
    ...(requestsPerMonth === 0
      ? []
      : [
          `A thousand requests: ${dollars((bill.dollars / requestsPerMonth) * 1000)} here, ${dollars((baseline.dollars / requestsPerMonth) * 1000)} there.`,
        ]),
    "",
    "What each feature adds",
    ...indented(
      aligned(
        featurePrices(request)
          .filter((price) => Math.abs(price.dollars) > 0)
          .map((price) => [FEATURE_NAMES[price.feature], dollars(price.dollars), ""]),
      ),
    ),
    ...secondVersionLines(secondVersionPerMonth(config, prices), prices.hoursPerMonth),
    ...(other === undefined ? [] : againstLines(request, other)),
    "",
    "Assumed, and to be changed with --assume",
    ...indented(assumptionLines(assumptions)),
  ];
}

function secondVersionLines(perMonth: number, hoursPerMonth: number): readonly string[] {
  if (perMonth === 0) return [];
  return [
    `  While two versions are kept warm (a rollout, an experiment): ${dollars(perMonth)} a month more, ${dollars(perMonth / (hoursPerMonth / 24))} a day.`,
  ];
}

function againstLines(request: BillRequest, other: BillRequest): readonly string[] {
  const [before, after] = [monthlyBill(other), monthlyBill(request)];
  return [
    "",
    `Against ${other.config.stage}: ${dollars(before.dollars)} → ${dollars(after.dollars)} (${signed(after.dollars - before.dollars)})`,
    ...indented(
      aligned(
        differencesOf(before, after).map((item) => [
          item.name,
          dollars(item.before),
          dollars(item.after),
          signed(item.after - item.before),
        ]),
      ),
    ),
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((text) => `  ${text}`);
}
