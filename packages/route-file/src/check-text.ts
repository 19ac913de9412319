/** Characters of a file, at most: far more than a full table needs. */
export const MAX_FILE_CHARS = 2 * 1024 * 1024;

export interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

const REPLACEMENT_OR_SURROGATE = /[\uFFFD\p{Cs}]/u;
// biome-ignore format: one class, one line
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F]/u;

/** Whether this is text at all, before anything tries to understand it. */
export function findTextProblem(text: string): TextProblem | undefined {
  if (text.length > MAX_FILE_CHARS) {
    return { offset: 0, message: `expected at most ${MAX_FILE_CHARS} characters, found ${text.length}` };
  }
  const control = CONTROL.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return { offset: control.index, message: `found the control character U+${code}; is this a text file?` };
  }
  const broken = REPLACEMENT_OR_SURROGATE.exec(text);
  if (broken !== null) {
    return { offset: broken.index, message: "found bytes that are not UTF-8; save the file as UTF-8" };
  }
  return undefined;
}
