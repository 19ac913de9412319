import type { CheckedResource } from "../model.ts";
import { PLANTED_ACCESS } from "./planted-access.ts";
import { PLANTED_OPERATION } from "./planted-operation.ts";

/** A stack in which one rule is broken, and no other. */
export interface Planted {
  readonly rule: string;
  readonly title: string;
  readonly stack: readonly CheckedResource[];
  /** Name of the resource that is to blame. */
  readonly at: string;
  readonly messages: readonly string[];
}

export const PLANTED: readonly Planted[] = [...PLANTED_ACCESS, ...PLANTED_OPERATION];
