/** Where an alias sends its callers. */
export interface Routing {
  /** The version that gets everything that the additional version does not. */
  readonly primary: string;
  /** At most one more version. An alias cannot hold a third. */
  readonly additional?: {
    readonly version: string;
    /** Percent of requests, above 0 and below 100: at 100 the version becomes the primary one. */
    readonly weight: number;
  };
}

/** All callers on one version. */
export function everyoneOn(version: string): Routing {
  return { primary: version };
}

/** The candidate's share as an alias expresses it: 100 % moves the alias's own version. */
export function split(stable: string, candidate: string, weight: number): Routing {
  return weight >= 100
    ? everyoneOn(candidate)
    : { primary: stable, additional: { version: candidate, weight } };
}

export function sameRouting(a: Routing, b: Routing): boolean {
  return (
    a.primary === b.primary &&
    a.additional?.version === b.additional?.version &&
    a.additional?.weight === b.additional?.weight
  );
}

/** Whether any caller can reach the version. */
export function serves(routing: Routing, version: string): boolean {
  return routing.primary === version || routing.additional?.version === version;
}

/** For people: `version 7 gets 5 %, version 6 the rest`. */
export function describeRouting(routing: Routing): string {
  return routing.additional === undefined
    ? `version ${routing.primary} gets everything`
    : `version ${routing.additional.version} gets ${routing.additional.weight} %, version ${routing.primary} the rest`;
}
