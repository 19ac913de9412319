/** What the cache keeps of a model's decision. Never an answer to a query. */
export interface CachedDecision {
  readonly agent: string;
  readonly confidence: number;
  readonly reason: string;
}

export interface DecisionCacheConfig {
  /** 0 switches the cache off. */
  readonly maxEntries: number;
  readonly ttlMs: number;
}

/** Remembers decisions by normalised query; forgets the least recently used first. */
export interface DecisionCache {
  readonly get: (query: string, nowMs: number) => CachedDecision | undefined;
  readonly set: (query: string, decision: CachedDecision, nowMs: number) => void;
  readonly size: () => number;
}

export function createDecisionCache({ maxEntries, ttlMs }: DecisionCacheConfig): DecisionCache {
  // A Map keeps the order of insertion: the first key is the one used longest ago.
  const entries = new Map<string, { readonly decision: CachedDecision; readonly expiresAtMs: number }>();
  return {
    get: (query, nowMs) => {
      const entry = entries.get(query);
      if (entry === undefined) return undefined;
      entries.delete(query);
      if (nowMs >= entry.expiresAtMs) return undefined;
      entries.set(query, entry);
      return entry.decision;
    },
    set: (query, decision, nowMs) => {
      entries.delete(query);
      entries.set(query, { decision, expiresAtMs: nowMs + ttlMs });
      if (entries.size <= maxEntries) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
    size: () => entries.size,
  };
}
