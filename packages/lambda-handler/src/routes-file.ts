import { type CompiledRoutes, type FileReading, unpackRoutes } from "@switchyard/router-core";

/**
 * Takes the `routes.bin` that the build put beside the bundle: routes that were checked and compiled there.
 *
 * @throws Error when the file is not what this version of the build writes.
 */
export function readRoutes(bytes: Uint8Array, reading?: FileReading): CompiledRoutes {
  const unpacked = unpackRoutes(bytes, reading);
  if (unpacked.ok) return unpacked.routes;
  throw new Error(`routes.bin cannot be used; build it again: ${unpacked.message}.`);
}
