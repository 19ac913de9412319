// Gives the sandbox's secret to what this process says to its Runtime API over `node:net`. A bootstrap writes each
// request at once and from its request line on, so the secret becomes the first header of what begins like one.
// Loaded by the shim before any other code, so that the handler finds no secret in its environment.
"use strict";

const net = require("node:net");
const { syncBuiltinESMExports } = require("node:module");

const secret = process.env._LOCAL_RUNTIME_SECRET;
delete process.env._LOCAL_RUNTIME_SECRET;
const runtimeApi = process.env.AWS_LAMBDA_RUNTIME_API;

const REQUEST_LINE = /^(?:GET|POST) \/2018-06-01\/runtime\/\S+ HTTP\/1\.1\r\n/;
/** Longer than the request line of any call that there is. */
const LINE_LIMIT = 1024;

const { connect } = net;
net.connect = connectWithSecret;
net.createConnection = connectWithSecret;
// For bootstraps that are ES modules.
syncBuiltinESMExports();

function connectWithSecret(...args) {
  const socket = connect(...args);
  if (!isRuntimeApi(args)) return socket;
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  socket.write = (chunk, ...rest) => write(withSecret(chunk), ...rest);
  socket.end = (chunk, ...rest) => end(withSecret(chunk), ...rest);
  return socket;
}

/** `connect(options)` or `connect(port, host)`. */
function isRuntimeApi([first, second]) {
  const { host, port } = typeof first === "object" && first !== null ? first : { port: first, host: second };
  return `${host}:${port}` === runtimeApi;
}

function withSecret(chunk) {
  const isText = typeof chunk === "string";
  if (!isText && !(chunk instanceof Uint8Array)) return chunk;
  const start = isText
    ? chunk.slice(0, LINE_LIMIT)
    : Buffer.from(chunk.subarray(0, LINE_LIMIT)).toString("latin1");
  const [line] = REQUEST_LINE.exec(start) ?? [];
  if (line === undefined) return chunk;
  const head = `${line}x-runtime-secret: ${secret}\r\n`;
  return isText
    ? head + chunk.slice(line.length)
    : Buffer.concat([Buffer.from(head), chunk.subarray(line.length)]);
}
