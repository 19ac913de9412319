/**
 * Property values. On the wire, Pulumi marks special values by a signature key inside an object
 * (`pulumi/sdk/go/common/resource/properties.go`). Inside the engine a value is plain JSON in which only
 * assets, archives and resource references keep that key; secrets, outputs and unknowns are unwrapped and
 * remembered by path.
 */
import { formatPath, isWithin, type Path, parsePath, valueAt } from "./paths.ts";

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
/** Stands for a value that a preview cannot know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Fields = Readonly<Record<string, unknown>>;

/** A single file: exactly one of `text`, `path` and `uri`. `hash` is set once the engine has read it. */
export interface Asset {
  readonly [SIGNATURE]: typeof ASSET;
  readonly text?: string;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

/** A tree of files: exactly one of `assets`, `path` (a folder or a zip file) and `uri`. */
export interface Archive {
  readonly [SIGNATURE]: typeof ARCHIVE;
  readonly assets?: Readonly<Record<string, Asset | Archive>>;
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

/** A resource used as a value. A component has no `id`. */
export interface ResourceReference {
  readonly [SIGNATURE]: typeof RESOURCE;
  readonly urn: string;
  readonly id?: string;
}

export interface Decoded {
  readonly value: Fields;
  readonly secretPaths: readonly string[];
  readonly unknownPaths: readonly string[];
  /** URNs on which output values inside depend. */
  readonly dependencies: readonly string[];
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasSignature(value: unknown, signature: string): value is Fields {
  return isFields(value) && value[SIGNATURE] === signature;
}

export function isAsset(value: unknown): value is Asset {
  return hasSignature(value, ASSET);
}

export function isArchive(value: unknown): value is Archive {
  return hasSignature(value, ARCHIVE);
}

function isResourceReference(value: unknown): value is ResourceReference {
  return hasSignature(value, RESOURCE);
}

export function fileAsset(path: string): Asset {
  return { [SIGNATURE]: ASSET, path };
}

export function textAsset(text: string): Asset {
  return { [SIGNATURE]: ASSET, text };
}

export function fileArchive(path: string): Archive {
  return { [SIGNATURE]: ARCHIVE, path };
}

export function assetArchive(assets: Readonly<Record<string, Asset | Archive>>): Archive {
  return { [SIGNATURE]: ARCHIVE, assets };
}

/** A value through which a program gets at the resource itself, for example in a component's outputs. */
export function resourceReference(urn: string, id: string): ResourceReference {
  return { [SIGNATURE]: RESOURCE, urn, id };
}

/** Unwraps the properties of a request. An unknown member is left out of its object; in a list it is null. */
export function decode(wire: Fields): Decoded {
  const found = {
    secretPaths: new Set<string>(),
    unknownPaths: new Set<string>(),
    dependencies: new Set<string>(),
  };
  const visit = (value: unknown, path: Path): unknown => {
    if (value === UNKNOWN) {
      found.unknownPaths.add(formatPath(path));
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]) ?? null);
    if (!isFields(value)) return value;
    switch (value[SIGNATURE]) {
      case SECRET:
        found.secretPaths.add(formatPath(path));
        return visit(value.value, path);
      case OUTPUT:
        for (const urn of (value.dependencies ?? []) as readonly string[]) found.dependencies.add(urn);
        if (value.secret === true) found.secretPaths.add(formatPath(path));
        return visit("value" in value ? value.value : UNKNOWN, path);
      case RESOURCE: {
        const { urn, id } = value;
        if (id === UNKNOWN || id === "") return visit(UNKNOWN, path);
        return { [SIGNATURE]: RESOURCE, urn, ...(id === undefined ? {} : { id }) };
      }
      default:
        return mapFields(value, (member, key) => visit(member, [...path, key]));
    }
  };
  const value = visit(wire, []) as Fields;
  return {
    value,
    secretPaths: [...found.secretPaths],
    unknownPaths: [...found.unknownPaths],
    dependencies: [...found.dependencies],
  };
}

/** Wraps values for a program: secrets as secrets, and what is unknown as unknown. */
export function encode(
  value: Fields,
  paths: { readonly secretPaths?: readonly string[]; readonly unknownPaths?: readonly string[] } = {},
): Fields {
  const secrets = (paths.secretPaths ?? []).map(parsePath);
  const unknowns = (paths.unknownPaths ?? []).map(parsePath);
  const visit = (item: unknown, path: Path): unknown => {
    const wrapped = visitInside(item, path);
    const isSecret = secrets.some((secret) => secret.length === path.length && isWithin(path, secret));
    return isSecret && wrapped !== undefined ? { [SIGNATURE]: SECRET, value: wrapped } : wrapped;
  };
  const visitInside = (item: unknown, path: Path): unknown => {
    if (unknowns.some((unknown) => unknown.length === path.length && isWithin(path, unknown))) return UNKNOWN;
    if (Array.isArray(item)) return item.map((member, index) => visit(member, [...path, index]) ?? null);
    if (!isFields(item)) return item;
    const missing = unknowns
      .filter((unknown) => unknown.length === path.length + 1 && isWithin(unknown, path))
      .map((unknown) => [String(unknown.at(-1)), UNKNOWN]);
    return mapFields({ ...Object.fromEntries(missing), ...item }, (member, key) =>
      visit(member, [...path, key]),
    );
  };
  return visit(value, []) as Fields;
}

/** Values as providers take them: a reference becomes the resource's id (a component's its URN); null members go. */
export function flatten(value: Fields): Fields {
  const visit = (item: unknown): unknown => {
    if (isResourceReference(item)) return item.id ?? item.urn;
    if (Array.isArray(item)) return item.map(visit);
    return isFields(item) ? mapFields(item, (member) => (member === null ? undefined : visit(member))) : item;
  };
  return visit(value) as Fields;
}

/** The values at those of the paths that exist. */
export function valuesAt(value: Fields, paths: readonly string[]): readonly unknown[] {
  return paths.map((path) => valueAt(value, parsePath(path))).filter((found) => found !== undefined);
}

/** A copy with each member mapped; members that become undefined are left out. */
export function mapFields(value: Fields, change: (member: unknown, key: string) => unknown): Fields {
  const entries = Object.entries(value).map(([key, member]) => [key, change(member, key)] as const);
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}
