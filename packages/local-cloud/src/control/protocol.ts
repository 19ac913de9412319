import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ClockScale } from "../clock.ts";
import type { CloudEndpoints } from "../cloud.ts";
import type { DeployEvent, DeployResult } from "../engine/deploy.ts";

/** How to reach a running cloud; kept in its state folder, readable by the owner only. */
export interface RunRecord extends CloudEndpoints {
  readonly pid: number;
  readonly controlUrl: string;
  readonly clock: ClockScale;
  /** Secret that every control request carries: a web page on this machine must not be able to act. */
  readonly token: string;
}

/** Lines of the answer to a deployment command. */
export type ControlEvent =
  | { readonly kind: "event"; readonly event: DeployEvent }
  | { readonly kind: "finished"; readonly result: DeployResult }
  | { readonly kind: "failed"; readonly message: string };

export const StackRequest = z.strictObject({
  projectDir: z.string().min(1),
  stack: z.string().min(1),
  dryRun: z.boolean(),
  config: z.record(z.string().min(1), z.string()).optional(),
});
export type StackRequest = z.infer<typeof StackRequest>;

const RunRecordSchema = z.strictObject({
  pid: z.int().positive(),
  controlUrl: z.url(),
  token: z.string().min(32),
  awsUrl: z.url(),
  apiUrl: z.url(),
  region: z.string().min(1),
  clock: z.strictObject({ machineOriginMs: z.number(), cloudOriginMs: z.number(), speed: z.number().min(1) }),
});

const fileIn = (dir: string): string => join(dir, "running.json");

export function newToken(): string {
  return randomBytes(32).toString("hex");
}

export function sameToken(expected: string, found: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(found)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export function writeRunRecord(dir: string, record: RunRecord): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(dir), JSON.stringify(record, undefined, 1), { mode: 0o600 });
}

export function removeRunRecord(dir: string): void {
  rmSync(fileIn(dir), { force: true });
}

/** The record that a running cloud left, or undefined; the process may be gone all the same. */
export function readRunRecord(dir: string): RunRecord | undefined {
  let text: string;
  try {
    text = readFileSync(fileIn(dir), "utf8");
  } catch {
    return undefined;
  }
  try {
    return RunRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
