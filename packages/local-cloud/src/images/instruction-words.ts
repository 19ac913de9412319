import { parseExecForm } from "./dockerfile.ts";

/** `NAME=value` in two; the value is undefined for a bare name. */
export function splitAssignment(word: string): readonly [string, string | undefined] {
  const at = word.indexOf("=");
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** The pairs of ENV and LABEL. Throws for a word that is not one. */
export function assignments(keyword: string, words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const [name, value] = splitAssignment(word);
      if (value === undefined || name === "")
        throw new Error(`${keyword} ${word}: expected ${keyword} name=value`);
      return [name, value];
    }),
  );
}

/** The argument of an instruction that takes one. */
export function single(keyword: string, words: readonly string[]): string {
  const [word] = words;
  if (word === undefined || words.length > 1) throw new Error(`${keyword} takes one argument`);
  return word;
}

/** The list of CMD and ENTRYPOINT. Throws for the shell form. */
export function execForm(keyword: string, text: string): readonly string[] {
  const list = parseExecForm(text);
  if (list === undefined) {
    throw new Error(
      `${keyword} needs the exec form, for example ${keyword} ["index.handler"]: there is no shell here`,
    );
  }
  return list;
}
