import { printReply } from "../ask.ts";
import { askRouter, type Reply, type RouterAddress, sendRaw } from "../router-client.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { type FastShare, measureFastShare, printFastShare, readMixedQuestions } from "./fast-share.ts";
import type { ReleaseNews } from "./release-news.ts";
import { type LocalStatus, releaseHint, servedVersions } from "./status.ts";

/** A question that shows one way through the router, and what has to come of it. */
interface Sample {
  readonly shows: string;
  readonly title: string;
  readonly send: (address: RouterAddress) => Promise<Reply>;
  readonly isRight: (reply: Reply) => boolean;
}

const SAMPLES: readonly Sample[] = [
  {
    shows: "the fast path decides",
    title: "What are my AWS costs?",
    send: (address) => askRouter(address, { query: "What are my AWS costs?" }),
    isRight: ({ status, body }) => status === 200 && body.routing_method === "fast" && body.agent === "cost",
  },
  {
    shows: "the fast path abstains and the language model decides",
    title: "Since Tuesday the thing behaves strangely for people in Spain",
    send: (address) =>
      askRouter(address, { query: "Since Tuesday the thing behaves strangely for people in Spain" }),
    isRight: ({ status, body }) =>
      status === 200 && (body.routing_method === "llm" || body.routing_method === "fallback"),
  },
  {
    shows: "the caller names the agent",
    title: "Anything new since yesterday? (agent: security)",
    send: (address) => askRouter(address, { query: "Anything new since yesterday?", agent: "security" }),
    isRight: ({ status, body }) =>
      status === 200 && body.routing_step === "override" && body.agent === "security",
  },
  {
    shows: "bad input is refused",
    title: '{"query": 42}',
    send: (address) => sendRaw(address, '{"query": 42}'),
    isRight: ({ status }) => status === 400,
  },
];

/** Asks the samples, prints the answers and fails when one of them is not what it has to be. */
export async function askSamples(terminal: Terminal, address: RouterAddress): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  const wrong: string[] = [];
  for (const sample of SAMPLES) {
    const reply = await sample.send(address);
    replies.push(reply);
    printReply(terminal, sample.title, reply);
    if (!sample.isRight(reply)) wrong.push(sample.shows);
  }
  if (wrong.length > 0)
    throw new CommandError(`The system runs, but this did not happen: ${wrong.join("; ")}.`);
  return replies;
}

/** Asks a hundred mixed questions and shows how many of them needed no language model. */
export async function showFastShare(
  terminal: Terminal,
  address: RouterAddress,
  signal?: AbortSignal,
): Promise<FastShare> {
  const questions = readMixedQuestions();
  terminal.err(`Asking ${questions.length} mixed questions …`);
  const share = await measureFastShare(questions, {
    ask: (question) => askRouter(address, question),
    elapsedMs: () => performance.now(),
    ...(signal === undefined ? {} : { signal }),
  });
  printFastShare(terminal, share);
  return share;
}

/** What a newcomer needs: where it is, a line to paste, what to try next. */
export function printWelcome(
  terminal: Terminal,
  status: LocalStatus,
  release: ReleaseNews,
  apiKey: string,
  foreground: boolean,
): void {
  const { style } = terminal;
  const heading = (text: string): string => style("bold", text);
  const ask = `curl -sS '${status.apiUrl}/query' -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' -d '{"query":"What are my AWS costs?"}'`;
  terminal.out(
    [
      "",
      heading("Switchyard runs on the local cloud."),
      "",
      `  API           ${status.apiUrl}/query`,
      `  API key       ${apiKey}`,
      `  AWS endpoint  ${status.awsEndpointUrl}   (any AWS client: AWS_ENDPOINT_URL, region ${status.region}, any credentials)`,
      `  function      ${status.functionName}, alias ${status.alias} → version ${servedVersions(status)}`,
      "",
      heading("Ask it"),
      `  ${ask}`,
      "",
      heading(foreground ? "Then try, in another terminal" : "Then try"),
      `  npm run -s switchyard -- ask "since tuesday everything feels odd in spain"      (the language model decides)`,
      `  npm run -s switchyard -- ask --explain "why did our aws bill jump"      (what each step said)`,
      "  npm run -s switchyard -- local logs --follow",
      "  npm run -s switchyard -- learn --from-logs                   (what the language model decided, as examples to review)",
      "  npm run -s switchyard -- local bedrock --fault throttle      (the language model is down: ask an odd question again)",
      "  npm run -s switchyard -- local bedrock --fault none          (and up again)",
      "  npm run -s switchyard -- local status --json",
      "  npm run -s switchyard -- rehearse --candidate errors=0.2     (a bad version, released and rolled back, in a cloud of its own)",
      ...(foreground
        ? ["", style("dim", "Ctrl-C stops everything. What is deployed stays for the next start.")]
        : []),
      "",
    ].join("\n"),
  );
  for (const hint of releaseHint(status, release)) terminal.out(hint);
  if (status.bedrock.fault !== "none") {
    terminal.out(
      `The Bedrock stand-in is set to fail (${status.bedrock.fault}). To mend it: npm run -s switchyard -- local bedrock --fault none`,
    );
  }
}
