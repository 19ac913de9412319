import { type CompiledRoutes, unpackRoutes } from "@switchyard/router-core";

/**
 * Reads the `routes.json` that the build put beside the bundle: routes that were checked and compiled there, packed.
 *
 * @throws Error when the file is not what this version of the build writes.
 */
export function readRoutes(text: string): CompiledRoutes {
  const unpacked = unpackRoutes(JSON.parse(text));
  if (unpacked.ok) return unpacked.routes;
  throw new Error(`routes.json cannot be used; build it again. ${unpacked.message}`);
}
