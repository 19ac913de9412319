// The three calls that aws-lambda-ric makes on its native addon, in plain JavaScript
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
"use strict";

const http = require("./runtime-http.cjs");

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
/** One connection, so that calls arrive in order. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
/** Settles when the runtime API has taken the last answer. */
let answered = Promise.resolve();

function call(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ bodyJson: Buffer.concat(chunks).toString("utf8"), headers: response.headers }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function answer(path, body) {
  answered = call("POST", path, body, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  // `next` reports the failure; without a handler here Node would end the process first.
  answered.catch(() => {});
}

module.exports = {
  next: async () => {
    await answered;
    return call("GET", "invocation/next");
  },
  done: (requestId, body) => answer(`invocation/${requestId}/response`, body),
  error: (requestId, body) => answer(`invocation/${requestId}/error`, body),
};
