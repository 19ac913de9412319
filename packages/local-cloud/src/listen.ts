import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemCode } from "./errors.ts";

/** Something that listens. */
export interface Listener {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Listens on the preferred port, or on any free one when another program has it. */
export async function onPreferredPort(
  preferred: number,
  open: (port: number) => Promise<Listener>,
  onWarning: (message: string) => void = () => undefined,
): Promise<Listener> {
  try {
    return await open(preferred);
  } catch (error) {
    if (systemCode(error) !== "EADDRINUSE") throw error;
    const other = await open(0);
    onWarning(
      `Port ${preferred} is taken by another program; ${other.url} is used instead, so saved addresses no longer fit.`,
    );
    return other;
  }
}

/** Serves HTTP on a loopback port; 0 = any. */
export function listen(handle: Parameters<typeof createServer>[1], port: number): Promise<Listener> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${actual}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
