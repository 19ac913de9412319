import { existsSync, readFileSync, realpathSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/** A package of the store, and where it goes below the new `node_modules`. */
export interface PlacedPackage {
  readonly from: string;
  readonly to: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Lays out packages with all that they depend on, flat, as npm would: one version of each name at the top, and another
 * version inside of the package that wants it.
 *
 * @param names packages that can be found from `dir`
 * @throws Error when a dependency is not installed
 */
export function placePackages(names: readonly string[], dir: string): readonly PlacedPackage[] {
  const placed = new Map<string, string>();
  const waiting = names.map((name) => ({ name, from: dir, inside: "" }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const found = findPackage(next.name, next.from);
    const place = findPlace(placed, next.name, found, next.inside);
    if (placed.has(place)) continue;
    placed.set(place, found);
    const { dependencies = {}, optionalDependencies = {} } = readManifest(found);
    for (const name of Object.keys(dependencies)) {
      if (Object.hasOwn(optionalDependencies, name)) continue;
      waiting.push({ name, from: found, inside: place });
    }
  }
  return [...placed].map(([to, from]) => ({ from, to }));
}

/** At the top where nothing else is; where the dependant looks already if it finds the same there; else inside of it. */
function findPlace(placed: ReadonlyMap<string, string>, name: string, found: string, inside: string): string {
  const folders = inside === "" ? [] : [inside, ...parents(inside)];
  for (const folder of folders) {
    const there = placed.get(`${folder}/node_modules/${name}`);
    if (there !== undefined) return there === found ? `${folder}/node_modules/${name}` : nested(inside, name);
  }
  const top = placed.get(name);
  return top === undefined || top === found ? name : nested(inside, name);
}

function nested(inside: string, name: string): string {
  return `${inside}/node_modules/${name}`;
}

function parents(place: string): readonly string[] {
  const at = place.lastIndexOf("/node_modules/");
  return at < 0 ? [] : [place.slice(0, at), ...parents(place.slice(0, at))];
}

/** Walks up from the folder, as Node does; in pnpm's store a package's dependencies lie beside it. */
function findPackage(name: string, from: string): string {
  for (let dir = from; ; dir = dirname(dir)) {
    const candidate = join(dir, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dir === dirname(dir)) {
      throw new Error(`expected the package ${name} to be installed for ${from}; run pnpm install`);
    }
  }
}

function readManifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as Manifest;
}

export async function copyPackages(packages: readonly PlacedPackage[], modulesDir: string): Promise<void> {
  for (const { from, to } of packages) {
    // Its dependencies lie beside it in the store; what is inside is what the package itself ships.
    const filter = (path: string) => !path.slice(from.length).split(sep).includes("node_modules");
    await cp(from, join(modulesDir, to), { recursive: true, filter });
  }
}
