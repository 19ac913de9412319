import { stemsOf } from "./words.ts";

/** As a stem, in the form that `stemsOf` gives. */
const GENERAL = [...stemsOf("general")][0] ?? "general";

/** A little above a coin toss, as for an overlap without any margin. */
const CONFIDENCE_WITHOUT_OVERLAP = 0.55;

/** Which agent the stand-in picks for a query, and how sure it pretends to be. */
export interface AgentChoice {
  readonly agent: string;
  /** 0 to 1, from the margin over the second best. */
  readonly confidence: number;
  readonly reason: string;
}

/**
 * Picks the agent whose description shares most words with the query; a word that several agents share counts
 * less. A real model understands a question that shares no word with any description and still names an agent,
 * so the stand-in then names the generalist: the first agent whose description says "general", else the first.
 */
export function chooseAgent(query: string, agents: readonly string[], descriptions: string): AgentChoice {
  const [first] = agents;
  if (first === undefined) throw new Error("Cannot choose an agent: expected at least one, found none.");
  const stems = agents.map((agent) => stemsOf(`${agent} ${partAbout(agent, agents, descriptions)}`));
  const queryStems = [...stemsOf(query)];

  const scored = agents
    .map((agent, index) => {
      const shared = queryStems.filter((stem) => stems[index]?.has(stem));
      const score = shared.reduce((sum, stem) => sum + 1 / stems.filter((set) => set.has(stem)).length, 0);
      return { agent, shared, score };
    })
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || best.score === 0) {
    const generalist = agents.find((_, index) => stems[index]?.has(GENERAL)) ?? first;
    return {
      agent: generalist,
      confidence: CONFIDENCE_WITHOUT_OVERLAP,
      reason: "local Bedrock stand-in: overlaps with no agent, so the generalist",
    };
  }

  const margin = (best.score - (second?.score ?? 0)) / best.score;
  const weight = Math.min(1, best.score / 2);
  const confidence = Math.round((0.5 + 0.45 * margin * weight) * 100) / 100;
  const quoted = best.shared
    .slice(0, 5)
    .map((stem) => `"${stem}"`)
    .join(", ");
  return { agent: best.agent, confidence, reason: `local Bedrock stand-in: overlaps with ${quoted}` };
}

/** What stands between `agent:` (or `agent -`, `agent =`) and the next agent's own mark. */
function partAbout(agent: string, agents: readonly string[], descriptions: string): string {
  const marks = agents.flatMap((id) =>
    [...descriptions.matchAll(markOf(id))].map((match) => ({
      id,
      at: match.index,
      end: match.index + match[0].length,
    })),
  );
  return marks
    .filter((mark) => mark.id === agent)
    .map((mark) => {
      const next = marks.map(({ at }) => at).filter((at) => at > mark.at);
      return descriptions.slice(mark.end, Math.min(...next, descriptions.length));
    })
    .join(" ");
}

function markOf(id: string): RegExp {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${escaped}[\`"'*)]*\\s*(?:[:=–—]|-\\s)`, "gu");
}
