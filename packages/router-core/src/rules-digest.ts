import type { CompiledRoutes } from "./compile.ts";
import { listTerms, packRules } from "./packed-routes.ts";
import { printTerm } from "./terms.ts";

/**
 * Tells route tables apart: 16 hexadecimal digits of everything that decides. A model that was trained beside rules
 * knows them by it. Not a cryptographic hash: nobody gains by a collision of their own tables.
 */
export function rulesDigest(routes: CompiledRoutes): string {
  const { table, automaton } = routes;
  const { lists, rules } = packRules(routes.rules);
  const terms = listTerms(automaton).map(printTerm);
  const text = JSON.stringify([table.agents.map(({ id }) => id), terms, lists, rules]);
  return [0x811c9dc5, 0x9e3779b1].map((seed) => hash(text, seed).toString(16).padStart(8, "0")).join("");
}

function hash(text: string, seed: number): number {
  let state = seed;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
    state ^= state >>> 15;
  }
  return (Math.imul(state, 0x85ebca6b) ^ text.length) >>> 0;
}
