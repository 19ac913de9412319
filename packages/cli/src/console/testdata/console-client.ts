import type { Topics } from "@switchyard/console";

/** What a console told since somebody began to listen. */
export interface Told {
  readonly latest: () => Partial<Topics>;
  readonly events: () => Topics["events"];
  readonly evidence: () => Topics["evidence"];
}

/** Reads a console's stream as its page does. */
export function followConsole(url: string): Told {
  let latest: Partial<Topics> = {};
  const events: Topics["events"][number][] = [];
  const evidence: Topics["evidence"][number][] = [];
  const take = (topics: Partial<Topics>): void => {
    latest = { ...latest, ...topics };
    events.push(...(topics.events ?? []));
    evidence.push(...(topics.evidence ?? []));
  };
  void (async () => {
    const { origin, headers } = address(url);
    const { body } = await fetch(`${origin}/api/events`, { headers });
    let rest = "";
    for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, topic = "", data] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? [];
        if (data === undefined) continue;
        const value = JSON.parse(data) as Partial<Topics>;
        take(topic === "snapshot" ? value : { [topic]: value });
      }
    }
  })().catch(() => undefined);
  return { latest: () => latest, events: () => events, evidence: () => evidence };
}

/** Does what a button of the page does. */
export async function postTo(url: string, path: string, body: unknown) {
  const { origin, headers } = address(url);
  const response = await fetch(`${origin}/api/${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as { text?: string; error?: string }) };
}

function address(url: string) {
  const [origin = "", token = ""] = url.split("/#");
  return { origin, headers: { "x-switchyard-token": token } };
}
