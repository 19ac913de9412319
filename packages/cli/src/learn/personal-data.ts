/** What in a query looks like somebody's data. */
export type PersonalData = "e-mail address" | "long number" | "key" | "public address";

const EMAIL = /[^\s@<>"']+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
/** 9 digits or more, also in groups: accounts, cards, telephones. A date with its day has 8. */
const LONG_NUMBER = /\p{N}(?:[ ().+-]{0,2}\p{N}){8}/u;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
/** Loopback, link-local and the ranges that every network may use inside, with 0.0.0.0. */
const EVERYBODYS =
  /^(?:10|127|0|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const KEYS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|AIDA|AROA|AGPA|ANPA|ABIA|ACCA)[A-Z0-9]{12,}/i,
  /\b(?:sk|pk|rk|ghp|gho|ghs|ghu|glpat|xox[abprs]|github_pat)[-_][A-Za-z0-9_-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN /,
  /\b(?:password|passwd|pwd|secret|token|api[ _-]?key)\s*[:=]\s*\S/i,
  // What nobody reads has letters and digits mixed, and no spaces: secrets, hashes, ids.
  /(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+/_=-]{32,}/,
];

/** Finds what must not get into a file of examples. Rather too much than too little: nobody misses one suggestion. */
export function findPersonalData(text: string): PersonalData | undefined {
  if (EMAIL.test(text)) return "e-mail address";
  if (KEYS.some((key) => key.test(text))) return "key";
  const addresses = text.match(IPV4) ?? [];
  if (addresses.some((address) => !EVERYBODYS.test(address))) return "public address";
  return LONG_NUMBER.test(text.replaceAll(IPV4, " ip ")) ? "long number" : undefined;
}
