/** What a model accepts in a Converse call. Sending what it does not accept is a ValidationException on every call. */
export interface ModelCapabilities {
  readonly acceptsTemperature: boolean;
  /** Whether the call may name the one tool that the model must use. */
  readonly forcedToolChoice: boolean;
  /** Whether the tool's schema may be enforced while the model writes (`strict`). */
  readonly strictTool: boolean;
  /** Sent as `additionalModelRequestFields`: turns off thinking that is on by default, which costs seconds. */
  readonly additionalRequestFields?: Readonly<Record<string, { readonly type: string }>>;
}

export type ModelLookup =
  | { readonly kind: "known"; readonly capabilities: ModelCapabilities }
  /** Not in the table: the least that every model with tools accepts. */
  | { readonly kind: "unknown"; readonly capabilities: ModelCapabilities }
  | { readonly kind: "retired"; readonly message: string };

/** Foundation model ids without date and version; a longer id matches when it goes on with `-` or `:`. */
const MODELS: readonly (readonly [id: string, capabilities: ModelCapabilities])[] = [
  [
    // Rejects temperature, top_p and top_k; thinks by default.
    "anthropic.claude-haiku-5-5",
    {
      acceptsTemperature: false,
      forcedToolChoice: true,
      strictTool: false,
      additionalRequestFields: { thinking: { type: "disabled" } },
    },
  ],
  ["anthropic.claude-haiku-4-5", { acceptsTemperature: true, forcedToolChoice: true, strictTool: true }],
];

const RETIRED: readonly (readonly [id: string, name: string, endOfLife: string])[] = [
  ["anthropic.claude-3-haiku", "Claude 3 Haiku", "2026-09-10"],
  ["anthropic.claude-3-5-haiku", "Claude 3.5 Haiku", "2026-06-19"],
];

// Newer models that always think refuse a forced tool, and temperature is refused by more and more of them.
const CONSERVATIVE: ModelCapabilities = {
  acceptsTemperature: false,
  forcedToolChoice: false,
  strictTool: false,
};

const RESOURCE_ARN = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(?:inference-profile|foundation-model)\//;
const PROFILE_GEOGRAPHY = /^(?:us|us-gov|eu|apac|au|jp|ca|global)\./;

/**
 * Looks a model up by what `SWITCHYARD_MODEL_ID` may hold: a model id, an inference profile id (`us.…`, `eu.…`,
 * `apac.…`, `global.…`) or the ARN of either. An application inference profile hides its model, so it is unknown.
 */
export function modelCapabilities(modelId: string): ModelLookup {
  const id = modelId.replace(RESOURCE_ARN, "").replace(PROFILE_GEOGRAPHY, "");

  const retired = RETIRED.find(([prefix]) => isModel(id, prefix));
  if (retired !== undefined) {
    const [, name, endOfLife] = retired;
    return {
      kind: "retired",
      message: `${name} reached its end of life on Bedrock on ${endOfLife}; found "${modelId}". Use a current model, such as us.anthropic.claude-haiku-5-5.`,
    };
  }
  const known = MODELS.find(([prefix]) => isModel(id, prefix));
  return known === undefined
    ? { kind: "unknown", capabilities: CONSERVATIVE }
    : { kind: "known", capabilities: known[1] };
}

function isModel(id: string, prefix: string): boolean {
  return id === prefix || id.startsWith(`${prefix}-`) || id.startsWith(`${prefix}:`);
}
