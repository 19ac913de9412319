import { Worker } from "node:worker_threads";
import { z } from "zod";

/** A server for tests, in a thread of its own. */
export interface LoopbackServer {
  /** How long each answer takes, one after the other and from the beginning again. */
  readonly delaysMs: readonly number[];
  /** Stands still once, so long after the first request. */
  readonly freeze?: { readonly afterMs: number; readonly lengthMs: number };
}

/** Epoch milliseconds. */
export interface Frozen {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface OpenLoopback {
  readonly url: string;
  /** When it stood still, by its own account. */
  readonly frozen: Promise<Frozen>;
  readonly close: () => Promise<void>;
}

const Message = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("listening"), address: z.object({ port: z.int() }) }),
  z.object({ kind: z.literal("frozen"), fromMs: z.number(), toMs: z.number() }),
]);

export async function openLoopback(workerData: LoopbackServer): Promise<OpenLoopback> {
  const worker = new Worker(new URL("loopback-server.ts", import.meta.url), { workerData });
  const listening = Promise.withResolvers<number>();
  const frozen = Promise.withResolvers<Frozen>();
  worker.on("message", (message: unknown) => {
    const read = Message.parse(message);
    if (read.kind === "listening") listening.resolve(read.address.port);
    else frozen.resolve(read);
  });
  worker.once("error", listening.reject);
  return {
    url: `http://127.0.0.1:${await listening.promise}`,
    frozen: frozen.promise,
    close: async () => {
      await worker.terminate();
    },
  };
}
