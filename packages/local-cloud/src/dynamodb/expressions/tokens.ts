/** A part of an expression. */
export interface Token {
  readonly kind: "name" | "placeholder" | "value" | "number" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

const PATTERN =
  /(?<name>[A-Za-z_]\w*)|(?<placeholder>#\w+)|(?<value>:\w+)|(?<number>\d+)|(?<symbol><>|<=|>=|[=<>()[\],.+-])/y;

const KINDS = ["name", "placeholder", "value", "number", "symbol"] as const;

/** The tokens of an expression, with one that marks its end; or where it stops to make sense. */
export function tokensOf(expression: string): readonly Token[] | { readonly wrongAt: number } {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(expression.charAt(at))) at += 1;
    if (at >= expression.length) return [...tokens, { kind: "end", text: "<EOF>", at: expression.length }];
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(expression);
    const kind = KINDS.find((each) => match?.groups?.[each] !== undefined);
    if (match === null || kind === undefined) return { wrongAt: at };
    tokens.push({ kind, text: match[0], at });
    at = PATTERN.lastIndex;
  }
}
