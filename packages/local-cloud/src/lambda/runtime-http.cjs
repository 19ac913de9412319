// `node:http` as aws-lambda-ric uses it, for the Runtime API alone: each request carries the sandbox's secret.
// Loaded by the shim before any other code, so that the handler finds no secret in its environment.
"use strict";

const { Agent, request } = require("node:http");

const secret = process.env._LOCAL_RUNTIME_SECRET;
delete process.env._LOCAL_RUNTIME_SECRET;

module.exports = {
  Agent,
  request: (options, onResponse) =>
    request({ ...options, headers: { ...options.headers, "x-runtime-secret": secret } }, onResponse),
};
