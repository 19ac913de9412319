import { randomBytes } from "node:crypto";
import { ACCOUNT_ID } from "../account.ts";
import { AwsError } from "../aws-error.ts";

/** What roles and policies have in common: names, paths, ARNs, ids, tags, pages. */

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/([\x21-\x7e]+\/)?$/;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DEFAULT_PAGE = 100;

export interface IamTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** Throws `ValidationError` unless the text may be a name of that kind. */
export function requireName(member: string, name: string | undefined, maxLength: number): string {
  if (name === undefined || name.length === 0 || name.length > maxLength) {
    throw invalid(`Expected 1 to ${maxLength} characters as ${member}, found ${name?.length ?? 0}.`);
  }
  if (NAME.test(name)) return name;
  throw invalid(
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

export function requirePath(path: string | undefined): string {
  if (path === undefined) return "/";
  if (path.length <= 512 && PATH.test(path)) return path;
  throw invalid(
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  );
}

/** Throws `ValidationError` unless the text is a member of the request. */
export function required(member: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw invalid(`Expected ${member}, found nothing.`);
}

/** IAM has no region: its ARNs leave that field empty. */
export function iamArn(kind: "role" | "policy" | "oidc-provider", path: string, name: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:${kind}${path}${name}`;
}

/** ARN of the identity provider at a URL: the URL without its scheme. */
export function oidcProviderArn(url: string): string {
  return iamArn("oidc-provider", "/", url.replace(/^https:\/\//, ""));
}

/** A unique id or access key: four letters that tell its kind, then 16 or 17 of base 32. */
export function newId(prefix: "AROA" | "ANPA" | "ASIA"): string {
  const length = prefix === "ASIA" ? 16 : 17;
  return prefix + [...randomBytes(length)].map((byte) => BASE32[byte % BASE32.length]).join("");
}

export function readTags(tags: readonly IamTag[] | undefined): Readonly<Record<string, string>> {
  const entries = (tags ?? []).map(({ Key, Value }) => [required("Tags.Key", Key), Value ?? ""] as const);
  const keys = entries.map(([key]) => key.toLowerCase());
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return Object.fromEntries(entries);
  throw new AwsError(
    "InvalidInput",
    `Duplicate tag keys found. Please note that Tag keys are case insensitive: ${twice}.`,
  );
}

export function writeTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The tags that stay when those with the given keys go. */
export function without(
  tags: Readonly<Record<string, string>>,
  keys: readonly string[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

/** IAM hands out policy documents percent-encoded (RFC 3986). */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Throws `LimitExceeded` when a document is longer than its quota. White space does not count. */
export function requireSize(text: string, quota: string, maxLength: number): void {
  if (text.replace(/\s/g, "").length <= maxLength) return;
  throw new AwsError("LimitExceeded", `Cannot exceed quota for ${quota}: ${maxLength}`, 409);
}

/** One page of a list. A marker is the position of the page's first item. */
export function page<T>(
  items: readonly T[],
  marker: string | undefined,
  maxItems: number | undefined,
): { readonly items: T[]; readonly IsTruncated: boolean; readonly Marker?: string } {
  const start = marker === undefined ? 0 : Number(marker);
  if (!Number.isSafeInteger(start) || start < 0)
    throw invalid(`Expected a Marker of this list, found ${marker}.`);
  const size = maxItems ?? DEFAULT_PAGE;
  if (size < 1 || size > 1000) throw invalid(`Expected MaxItems from 1 to 1000, found ${size}.`);
  const end = start + size;
  const isTruncated = end < items.length;
  return {
    items: items.slice(start, end),
    IsTruncated: isTruncated,
    ...(isTruncated ? { Marker: String(end) } : {}),
  };
}

/** Throws when a request asks for something that the local cloud would not honour. */
export function refuseUnsupported(operation: string, input: object, members: readonly string[]): void {
  const found = Object.entries(input).find(([name, value]) => members.includes(name) && value !== undefined);
  if (found === undefined) return;
  throw new AwsError(
    "NotImplementedException",
    `The local cloud does not support ${found[0]} of ${operation}. Leave it out.`,
    501,
  );
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}
