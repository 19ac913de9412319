import type { DimensionName, MetricDefinition, MetricKey } from "./catalogue.ts";
import { catalogue, NAMESPACE } from "./catalogue.ts";

/** By the embedded metric format's specification, which also allows 100 metrics in a directive: a test counts ours. */
const MAX_DIMENSION_VALUE_LENGTH = 1024;

export type EmfProperty = string | number | boolean;

export interface EmfContext {
  /** Dimension `Stage`. */
  readonly stage: string;
  /** Dimension `FunctionVersion`: a number as text, or `$LATEST`. */
  readonly functionVersion: string;
  /** When it happened, epoch milliseconds. */
  readonly timestampMs: number;
  /** Searchable in the log, not metrics. Names may not be those of metrics or dimensions; undefined is left out. */
  readonly properties?: Readonly<Record<string, EmfProperty | undefined>>;
}

export type MetricValues = Readonly<Partial<Record<MetricKey, number>>>;

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly DimensionName[])[];
  readonly Metrics: { readonly Name: string; readonly Unit: string; readonly StorageResolution: number }[];
}

const reservedNames: ReadonlySet<string> = new Set<string>([
  "_aws",
  ...Object.values(catalogue).map(({ name }) => name),
  ...Object.values(catalogue).flatMap(({ dimensionSets }) => dimensionSets.flat()),
]);

/**
 * One line of CloudWatch's embedded metric format, without the line feed. Only the metrics given are declared.
 * Write it to stdout itself: `console` would wrap it, and then it is no metric any more.
 *
 * @throws RangeError when there is no metric, a value or the timestamp is not usable, or a property takes a name that
 * is not free. All of them are mistakes of the caller, never of the traffic.
 */
export function encodeEmf(values: MetricValues, context: EmfContext): string {
  // Text by hand: an object of forty members that exists only to be printed takes three times as long.
  let metrics = "";
  let group = "";
  for (const [index, key] of KEYS.entries()) {
    const value = values[key];
    if (value === undefined) continue;
    metrics += `,${LABELS[index]}:${finite(key, value)}`;
    group += `${index} `;
  }
  rejectUnknownKeys(values);
  if (group === "") throw new RangeError("An EMF line needs at least one metric; none was given.");
  if (!Number.isSafeInteger(context.timestampMs) || context.timestampMs < 0) {
    throw new RangeError(`timestampMs must be whole epoch milliseconds; found ${context.timestampMs}.`);
  }
  const head = `"_aws":{"Timestamp":${context.timestampMs},"CloudWatchMetrics":${declarationOf(group, values)}}`;
  const stage = JSON.stringify(dimensionValue("stage", context.stage));
  const version = JSON.stringify(dimensionValue("functionVersion", context.functionVersion));
  const properties = propertiesText(context.properties ?? {});
  return `{${head},"Stage":${stage},"FunctionVersion":${version}${metrics}${properties}}`;
}

const KEYS = Object.keys(catalogue) as readonly MetricKey[];
const LABELS = KEYS.map((key) => JSON.stringify(catalogue[key].name));

/** By the metrics that a line has, of which there are a dozen or two combinations: most of a line says what they are. */
const declarations = new Map<string, string>();

function declarationOf(group: string, values: MetricValues): string {
  const known = declarations.get(group);
  if (known !== undefined) return known;
  const declaration = JSON.stringify(directives(KEYS.filter((key) => values[key] !== undefined)));
  declarations.set(group, declaration);
  return declaration;
}

function propertiesText(properties: Readonly<Record<string, EmfProperty | undefined>>): string {
  let text = "";
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    if (value === undefined) continue;
    const printed = typeof value === "number" ? finite(name, value) : JSON.stringify(value);
    text += `,${JSON.stringify(freeName(name))}:${printed}`;
  }
  return text;
}

/** One directive per group of metrics that share their dimension sets. */
function directives(keys: readonly MetricKey[]): readonly Directive[] {
  const byDimensions = new Map<MetricDefinition["dimensionSets"], Directive>();
  for (const key of keys) {
    const { name, unit, dimensionSets, resolutionSeconds }: MetricDefinition = catalogue[key];
    const directive = byDimensions.get(dimensionSets) ?? {
      Namespace: NAMESPACE,
      Dimensions: dimensionSets,
      Metrics: [],
    };
    directive.Metrics.push({ Name: name, Unit: unit, StorageResolution: resolutionSeconds });
    byDimensions.set(dimensionSets, directive);
  }
  return [...byDimensions.values()];
}

function rejectUnknownKeys(values: MetricValues): void {
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(catalogue, key));
  if (unknown.length > 0) throw new RangeError(`Not in the metric catalogue: ${unknown.join(", ")}.`);
}

function finite(name: string, value = Number.NaN): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number; found ${value}.`);
  return value;
}

function dimensionValue(name: string, value: string): string {
  if (value.trim() === "" || value.length > MAX_DIMENSION_VALUE_LENGTH) {
    throw new RangeError(
      `${name} must have 1 to ${MAX_DIMENSION_VALUE_LENGTH} characters; found ${value.length}.`,
    );
  }
  return value;
}

function freeName(name: string): string {
  if (reservedNames.has(name)) {
    throw new RangeError(`The property ${name} has the name of a metric or dimension: choose another.`);
  }
  // Assigning this name would set the prototype instead of a member, and the property would be lost.
  if (name === "__proto__" || name === "") throw new RangeError(`A property cannot be called "${name}".`);
  return name;
}
