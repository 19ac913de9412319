import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import type { ApiGatewayPort } from "./ports.ts";
import { unlessGone } from "./resource-type.ts";

/** The parts of an id such as `agm-<api>-<resource>-GET`. None but the last holds a hyphen. */
export function idParts(id: string, prefix: string, parts: number): readonly string[] {
  const all = id.startsWith(`${prefix}-`) ? id.slice(prefix.length + 1).split("-") : [];
  if (all.length < parts) throw new Error(`Expected an id like ${prefix}-…, found ${id}.`);
  return [...all.slice(0, parts - 1), all.slice(parts - 1).join("-")];
}

/**
 * Finds something whose id does not say to which API it belongs, by asking for it in one API after
 * the other. A local cloud has few.
 */
export async function findInApis<T>(
  gateway: ApiGatewayPort,
  lookUp: (restApiId: string) => Promise<T>,
): Promise<{ readonly restApiId: string; readonly found: T } | undefined> {
  let position: string | undefined;
  do {
    const page = await gateway.GetRestApis({ position, limit: 500 }, ACCOUNT_CONTEXT);
    for (const { id } of page.items ?? []) {
      if (id === undefined) continue;
      const found = await unlessGone(() => lookUp(id));
      if (found !== undefined) return { restApiId: id, found };
    }
    position = page.position;
  } while (position !== undefined);
  return undefined;
}
