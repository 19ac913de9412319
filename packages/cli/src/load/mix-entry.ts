import { z } from "zod";
import type { MixRequest } from "./mix.ts";

const MOST_CHARACTERS = 4000;
const MOST_BODY_CHARACTERS = 128 * 1024;

/** What a mix file says of a request; `expect` of one that names no status is 200. */
const Entry = z.strictObject({
  query: z.string().min(1).max(MOST_CHARACTERS).optional(),
  body: z.string().max(MOST_BODY_CHARACTERS).optional(),
  agent: z.string().min(1).max(64).optional(),
  method: z.enum(["POST", "GET"]).optional(),
  expect: z.int().min(100).max(599).optional(),
  follow_up: z.boolean().optional(),
});

/** Something wrong with a part of a file; the path leads to it. */
export interface EntryProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type ReadEntry =
  | { readonly ok: true; readonly request: MixRequest }
  | { readonly ok: false; readonly problems: readonly EntryProblem[] };

/** Reads one request of a mix file, strictly; a text is a question. */
export function readEntry(value: unknown): ReadEntry {
  const parsed = Entry.safeParse(typeof value === "string" ? { query: value } : value);
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error) };
  const { query, body, agent, method = "POST", expect = 200, follow_up: followUp = false } = parsed.data;
  if ((query === undefined) === (body === undefined)) {
    return refuse("expected either query or body");
  }
  if (body !== undefined && (agent !== undefined || method === "GET" || followUp)) {
    return refuse("a body is sent as it is, by POST: agent, method GET and follow_up do not go with it");
  }
  if (method === "GET" && followUp) return refuse("a GET takes no session, so follow_up needs POST");
  return {
    ok: true,
    request: {
      method,
      content: query === undefined ? { kind: "raw", body: body ?? "" } : { kind: "question", query, agent },
      expect,
      followUp,
    },
  };
}

/** What a schema found wrong; an unknown key is a problem of its own, at that key. */
export function problemsOf({ issues }: z.ZodError): readonly EntryProblem[] {
  return issues.flatMap((issue): readonly EntryProblem[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          path: [...issue.path, key],
          message: `unknown key "${key}"; remove it or correct its spelling`,
        }))
      : [{ path: issue.path, message: placed(issue.path, issue.message) }],
  );
}

function placed(path: readonly PropertyKey[], message: string): string {
  return path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`;
}

function refuse(message: string): ReadEntry {
  return { ok: false, problems: [{ path: [], message }] };
}
