/** A message as the server sent it. */
export interface StreamMessage {
  readonly topic: string;
  readonly data: unknown;
}

const TOKEN_HEADER = "x-switchyard-token";
const PAUSE_MS = 1000;

/** Headers of every request to the console's own API. */
export function ownHeaders(token: string): Record<string, string> {
  return { [TOKEN_HEADER]: token };
}

/**
 * Follows the feed. A connection that drops is made again and says what came last, so that nothing is lost or doubled.
 * `EventSource` cannot send the token, so the stream is read by hand.
 */
export async function follow(
  token: string,
  onMessage: (message: StreamMessage) => void,
  onConnection: (text: string) => void,
): Promise<never> {
  let lastId: string | undefined;
  for (;;) {
    try {
      const response = await fetch("/api/events", {
        headers: { ...ownHeaders(token), ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
      });
      if (response.status === 401) {
        onConnection("This page has no token, or an old one. Open the address that the command printed.");
      } else if (!response.ok || response.body === null)
        onConnection(`The console answered ${response.status}.`);
      else {
        onConnection("Live");
        for await (const { id, ...message } of messagesOf(response.body)) {
          if (id === lastId && message.topic !== "snapshot") continue;
          lastId = id;
          onMessage(message);
        }
        onConnection("The connection dropped; trying again …");
      }
    } catch {
      onConnection("The console does not answer; trying again …");
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function* messagesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<StreamMessage & { readonly id: string }> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const at = line.indexOf(": ");
          return [line.slice(0, at), line.slice(at + 2)] as const;
        }),
      );
      const [id, topic, data] = [fields.get("id"), fields.get("event"), fields.get("data")];
      if (id === undefined || topic === undefined || data === undefined) continue;
      yield { id, topic, data: JSON.parse(data) as unknown };
    }
  }
}
