import { type AgentChoice, chooseAgent } from "./choose-agent.ts";

type Json = Readonly<Record<string, unknown>>;

/** A tool's input that the stand-in made up by the tool's own schema. */
export interface ToolInput {
  readonly input: Record<string, string | number | boolean>;
  /** The property that names an agent; missing when the schema offers no choice. */
  readonly agentProperty?: string;
}

/**
 * Fills the properties of a tool's schema. The property with a list of allowed values (`agent`, if one has that
 * name) gets the agent that fits the query; `confidence` and `reason` tell how that came about.
 */
export function fillToolInput(schema: unknown, query: string, descriptions: string): ToolInput {
  const properties = Object.entries(
    isObject(schema) && isObject(schema["properties"]) ? schema["properties"] : {},
  );
  const choices = properties.flatMap(([name, property]) => {
    const allowed = isObject(property) && Array.isArray(property["enum"]) ? property["enum"] : [];
    const texts = allowed.filter((value): value is string => typeof value === "string");
    return texts.length === 0 ? [] : [{ name, texts, description: String(describe(property)) }];
  });
  const agent = choices.find(({ name }) => name === "agent") ?? choices[0];
  const choice = agent && chooseAgent(query, agent.texts, `${descriptions}\n${agent.description}`);

  const input = Object.fromEntries(
    properties.map(([name, property]) => {
      if (name === agent?.name && choice !== undefined) return [name, choice.agent];
      const other = choices.find((candidate) => candidate.name === name);
      return [name, other?.texts[0] ?? plainValue(name, property, choice)];
    }),
  );
  return agent === undefined ? { input } : { input, agentProperty: agent.name };
}

function plainValue(
  name: string,
  property: unknown,
  choice: AgentChoice | undefined,
): string | number | boolean {
  const type = isObject(property) ? property["type"] : undefined;
  const confidence = choice?.confidence ?? 0.5;
  if (type === "number") return confidence;
  if (type === "integer") return Math.round(confidence * 100);
  if (type === "boolean") return false;
  return name === "reason" && choice !== undefined ? choice.reason : "local Bedrock stand-in";
}

function describe(property: unknown): unknown {
  return isObject(property) ? (property["description"] ?? "") : "";
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
