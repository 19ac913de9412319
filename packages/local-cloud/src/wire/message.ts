/** A request before its body has been read. */
export interface RequestHead {
  readonly method: string;
  /** As sent, still percent-encoded, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A request whose body is complete and unzipped. */
export interface WireRequest extends RequestHead {
  readonly body: Uint8Array;
}

export interface WireAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Values of an operation's input or output by member name. */
export type Members = Readonly<Record<string, unknown>>;
