// A runtime in a few lines, for tests: answers an event with itself, or does what the event says.
"use strict";
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const base = `http://${host}:${port}/2018-06-01/runtime`;
const post = (path, body) => fetch(base + path, { method: "POST", body });

async function main() {
  if (process.env.FAILS_INIT !== undefined) {
    await post("/init/error", '{"errorMessage":"no start"}');
    return;
  }
  for (;;) {
    const next = await fetch(`${base}/invocation/next`);
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const event = await next.json();
    process.stdout.write(`event ${event.number}\n`);
    if (event.exits) process.exit(3);
    if (event.throws) await post(`/invocation/${id}/error`, '{"errorMessage":"boom"}');
    else await post(`/invocation/${id}/response`, JSON.stringify(event));
  }
}
void main();
