import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const PAGE = join(import.meta.dirname, "page");
const TEXT = "; charset=utf-8";

/** The page's files by path. Nothing else is served: no folder is read at a caller's word. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", `text/html${TEXT}`],
  "/page.css": ["page.css", `text/css${TEXT}`],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
  ...scripts("../", "model", "evidence"),
  ...scripts("", "main", "stream", "sections", "dom", "actions", "local", "view", "timeline"),
  ...scripts("", "charts", "line-chart", "release-section", "evidence-section", "metrics-section"),
  ...scripts("", "events-section", "first-steps", "first-run-section"),
};

function scripts(folder: string, ...names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [`/${name}.ts`, [`${folder}${name}.ts`, `text/javascript${TEXT}`] as const]),
  );
}

/** A file of the page. Its TypeScript loses its types on the way, so the page needs no build. */
export function assetAt(path: string): Asset | undefined {
  const found = Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  if (found === undefined) return undefined;
  const [file, type] = found;
  const text = readFileSync(join(PAGE, file), "utf8");
  return { type, body: file.endsWith(".ts") ? withoutTypes(text) : text };
}

/** Node calls this experimental each time a process begins with it, which is no news for whoever opens a page. */
function withoutTypes(text: string): string {
  // oxlint-disable-next-line typescript/unbound-method -- it goes back where it was
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Everything comes from here, nothing is inline, and nobody may frame it. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
