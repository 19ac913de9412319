/** An answer of an integration, as it goes out. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Answers of integrations by stage and key. In memory: a restart empties it. */
export interface ResponseCache {
  readonly get: (stage: string, key: string) => HttpAnswer | undefined;
  /** Keeps an answer, unless it is larger than 1 MiB; the least recently used ones make room for it. */
  readonly put: (stage: string, key: string, answer: HttpAnswer, limits: CacheLimits) => void;
  /** Empties the caches whose stage key satisfies the test. */
  readonly flush: (isMeant: (stage: string) => boolean) => void;
}

export interface CacheLimits {
  readonly ttlS: number;
  /** Size of the stage's cache. */
  readonly maxBytes: number;
}

interface Entry {
  readonly answer: HttpAnswer;
  readonly expiresMs: number;
  readonly bytes: number;
}

interface StageCache {
  /** Least recently used first. */
  readonly entries: Map<string, Entry>;
  bytes: number;
}

const MAX_ENTRY_BYTES = 1_048_576;

export function createResponseCache(nowMs: () => number): ResponseCache {
  const caches = new Map<string, StageCache>();

  const remove = (cache: StageCache, key: string): void => {
    const entry = cache.entries.get(key);
    if (entry === undefined) return;
    cache.entries.delete(key);
    cache.bytes -= entry.bytes;
  };

  return {
    get: (stage, key) => {
      const cache = caches.get(stage);
      const entry = cache?.entries.get(key);
      if (cache === undefined || entry === undefined) return undefined;
      if (nowMs() >= entry.expiresMs) {
        remove(cache, key);
        return undefined;
      }
      cache.entries.delete(key);
      cache.entries.set(key, entry);
      return entry.answer;
    },
    put: (stage, key, answer, { ttlS, maxBytes }) => {
      const bytes = sizeOf(key, answer);
      if (ttlS <= 0 || answer.body.byteLength > MAX_ENTRY_BYTES || bytes > maxBytes) return;
      const cache = caches.get(stage) ?? { entries: new Map<string, Entry>(), bytes: 0 };
      caches.set(stage, cache);
      remove(cache, key);
      for (const oldest of cache.entries.keys()) {
        if (cache.bytes + bytes <= maxBytes) break;
        remove(cache, oldest);
      }
      cache.entries.set(key, { answer, expiresMs: nowMs() + ttlS * 1000, bytes });
      cache.bytes += bytes;
    },
    flush: (isMeant) => {
      for (const stage of caches.keys()) if (isMeant(stage)) caches.delete(stage);
    },
  };
}

function sizeOf(key: string, { headers, body }: HttpAnswer): number {
  const headerBytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return Buffer.byteLength(key) + headerBytes + body.byteLength;
}
