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

/** The server gives a sign of life every fifteen seconds; a connection that is silent for longer is none. */
const MOST_SILENCE_MS = 40_000;

/**
 * Follows the feed until the token is refused. A connection that drops, or is silent, is made again and says what came
 * last, so that nothing is lost or doubled. `EventSource` cannot send the token, so the stream is read by hand.
 */
export async function follow(
  token: string,
  onMessage: (message: StreamMessage) => void,
  onConnection: (text: string) => void,
): Promise<void> {
  let lastId: number | undefined;
  for (;;) {
    const watch = watchSilence();
    try {
      const response = await fetch("/api/events", {
        headers: {
          ...ownHeaders(token),
          ...(lastId === undefined ? {} : { "last-event-id": String(lastId) }),
        },
        signal: watch.signal,
      });
      if (response.status === 401) {
        onConnection("This page has no token, or an old one. Open the address that the command printed.");
        return;
      }
      if (!response.ok || response.body === null) onConnection(`The console answered ${response.status}.`);
      else {
        onConnection("Live");
        for await (const { id, ...message } of messagesOf(response.body, watch.heard)) {
          if (message.topic !== "snapshot" && lastId !== undefined && id <= lastId) continue;
          lastId = id;
          onMessage(message);
        }
        onConnection("The connection dropped; trying again …");
      }
    } catch {
      onConnection("The console does not answer; trying again …");
    } finally {
      watch.stop();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Ends a request of which nothing is heard for too long. */
function watchSilence() {
  const abort = new AbortController();
  const give = (): number => setTimeout(() => abort.abort(), MOST_SILENCE_MS);
  let timer = give();
  return {
    signal: abort.signal,
    heard: (): void => {
      clearTimeout(timer);
      timer = give();
    },
    stop: (): void => clearTimeout(timer),
  };
}

async function* messagesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onHeard: () => void,
): AsyncGenerator<StreamMessage & { readonly id: number }> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onHeard();
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
      yield { id: Number(id), topic, data: JSON.parse(data) as unknown };
    }
  }
}
