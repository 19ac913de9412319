import type { Store } from "../../store.ts";
import type { QuotaRecord, UsagePlanRecord } from "../records.ts";

/** What a key has used of a plan's quota. */
interface Usage {
  readonly periodStartMs: number;
  readonly used: number;
}

/** Counts requests per usage plan and key. */
export interface QuotaLedger {
  /** Counts one request; false, and nothing is counted, when the quota is used up. */
  readonly use: (plan: UsagePlanRecord, keyId: string) => boolean;
  /** Writes the counts that have not been written yet. */
  readonly flush: () => void;
}

const DAY_MS = 86_400_000;
/** A count may lag on disk by this much: writing the file with each request would be slow. */
const WRITE_DELAY_MS = 1000;

export function openQuotaLedger(store: Store, nowMs: () => number): QuotaLedger {
  const kept = store.collection<Usage>("apigateway-usage");
  const usages = new Map<string, Usage>(kept.entries());
  const unwritten = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const key of unwritten) {
      const usage = usages.get(key);
      if (usage !== undefined) kept.set(key, usage);
    }
    unwritten.clear();
  };

  return {
    use: (plan, keyId) => {
      if (plan.quota === undefined) return true;
      const key = `${plan.id}/${keyId}`;
      const periodStartMs = periodStart(nowMs(), plan.quota.period);
      const known = usages.get(key);
      const used = known?.periodStartMs === periodStartMs ? known.used : 0;
      const isFirstPeriod = periodStart(plan.createdMs, plan.quota.period) === periodStartMs;
      if (used >= plan.quota.limit - (isFirstPeriod ? plan.quota.offset : 0)) return false;
      usages.set(key, { periodStartMs, used: used + 1 });
      unwritten.add(key);
      timer ??= setTimeout(flush, WRITE_DELAY_MS).unref();
      return true;
    },
    flush,
  };
}

/** Start of the day, the week (from Sunday) or the month in UTC. */
export function periodStart(timeMs: number, period: QuotaRecord["period"]): number {
  const day = Math.floor(timeMs / DAY_MS) * DAY_MS;
  const date = new Date(day);
  switch (period) {
    case "DAY":
      return day;
    case "WEEK":
      return day - date.getUTCDay() * DAY_MS;
    case "MONTH":
      return day - (date.getUTCDate() - 1) * DAY_MS;
  }
}
