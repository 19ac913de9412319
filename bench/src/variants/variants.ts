/** What is started. The first is the floor, which every other is a multiple of. */
export const VARIANTS = [
  { id: "empty", title: "empty handler (the floor)" },
  { id: "switchyard", title: "Switchyard" },
  { id: "no-cache", title: "Switchyard without its code cache" },
  { id: "sdk", title: "Switchyard with the SDK's clients, loaded in INIT" },
  { id: "empty-ric", title: "empty handler on aws-lambda-ric" },
  { id: "switchyard-ric", title: "Switchyard on aws-lambda-ric" },
  { id: "naive", title: "naive router" },
] as const;

export type VariantId = (typeof VARIANTS)[number]["id"];

export const FLOOR: VariantId = "empty";
export const NAIVE: VariantId = "naive";

/** Those that answer every event alike: what they say is not looked at. */
export const EMPTY_VARIANTS: ReadonlySet<VariantId> = new Set<VariantId>(["empty", "empty-ric"]);

/** Those whose code cache must have been used, or something else was measured. */
export const CODE_CACHED_VARIANTS: ReadonlySet<VariantId> = new Set<VariantId>([
  "empty",
  "switchyard",
  "sdk",
]);
