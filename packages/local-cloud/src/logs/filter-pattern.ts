import { compileJsonPattern } from "./json-pattern.ts";
import { compileTerms, type MessageTest } from "./term-pattern.ts";

/**
 * Compiles a filter pattern of CloudWatch Logs. An empty one matches everything.
 * Throws `InvalidParameterException` that names what is not supported.
 */
export function compileFilterPattern(pattern: string | undefined): MessageTest {
  const trimmed = pattern?.trim() ?? "";
  if (trimmed === "") return () => true;
  return trimmed.startsWith("{") ? compileJsonPattern(trimmed) : compileTerms(trimmed);
}
