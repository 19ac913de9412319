import { z } from "zod";
import {
  RecordDocument,
  RequestDocument,
  RoutingDocument,
  StateDocument,
  VerdictDocument,
} from "./record.ts";

const ActorDocument = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("controller") }),
  z.strictObject({ kind: z.literal("person"), name: z.string() }),
  z.strictObject({ kind: z.literal("alarm"), name: z.string() }),
  z.strictObject({ kind: z.literal("deployment"), by: z.string() }),
]);

const EventDocument = z.strictObject({
  number: z.int().positive(),
  atMs: z.number(),
  by: ActorDocument,
  from: StateDocument,
  to: StateDocument,
  why: z.string(),
  before: RoutingDocument,
  after: RoutingDocument,
  releaseId: z.string().exactOptional(),
  evidence: z.array(VerdictDocument),
});

const Reply = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("accepted"),
    state: StateDocument,
    releaseId: z.string().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("refused"), reason: z.string() }),
  z.strictObject({ kind: z.literal("invalid"), problems: z.array(z.string()).min(1) }),
  z.strictObject({
    kind: z.literal("status"),
    record: RecordDocument,
    request: RequestDocument.exactOptional(),
    alias: z.strictObject({ routing: RoutingDocument }),
    explanation: z.string(),
  }),
  z.strictObject({ kind: z.literal("history"), events: z.array(EventDocument) }),
]);

export type ControllerReply = z.infer<typeof Reply>;
export type StatusReply = Extract<ControllerReply, { kind: "status" }>;
export type HistoryReply = Extract<ControllerReply, { kind: "history" }>;
export type HistoryEvent = HistoryReply["events"][number];

export type ParsedReply =
  | { readonly kind: "parsed"; readonly reply: ControllerReply }
  | { readonly kind: "unreadable"; readonly problems: readonly string[] };

/** Reads what the controller answered. What this command does not know is a problem: it would be shown wrongly. */
export function parseReply(text: string): ParsedReply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "unreadable", problems: [`expected JSON, found ${JSON.stringify(text.slice(0, 200))}`] };
  }
  const result = Reply.safeParse(value);
  if (result.success) return { kind: "parsed", reply: result.data };
  return {
    kind: "unreadable",
    problems: result.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    ),
  };
}
