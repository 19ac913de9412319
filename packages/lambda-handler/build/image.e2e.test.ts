import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postEvent } from "../src/testdata/gateway-event.ts";

// The image itself, where a container engine is at hand. The same Dockerfile is carried out without one by the local
// cloud, whose tests run everywhere.

const PACKAGE_DIR = join(import.meta.dirname, "..");
const TAG = "switchyard-router:image-test";
const run = promisify(execFile);

/** The first engine that answers, not the first client that is installed. */
const ENGINE = ["docker", "podman"].find((engine) => {
  try {
    execFileSync(engine, ["info"], { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
});

describe.skipIf(ENGINE === undefined)("the router's image, built by a container engine", () => {
  const engine = (...args: readonly string[]) => run(ENGINE ?? "", args, { timeout: 300_000 });

  beforeAll(async () => {
    await run(process.execPath, [join(PACKAGE_DIR, "build/bundle.ts")]);
    await engine("build", "--tag", TAG, PACKAGE_DIR);
  }, 600_000);
  afterAll(() => engine("rmi", "--force", TAG));

  it("has no shell and no package manager, and runs as a user without rights", async () => {
    const { stdout } = await engine("inspect", "--format", "{{.Config.User}}", TAG);
    expect(stdout.trim()).toBe("65532");
    for (const program of ["/bin/sh", "/usr/bin/apt", "/usr/bin/dpkg", "/var/lang/bin/npm"]) {
      await expect(engine("run", "--rm", "--entrypoint", program, TAG, "--version")).rejects.toThrow(
        /not found|no such file/i,
      );
    }
  });

  it("answers a decision, out of the code cache that its own Node made", async () => {
    const event = JSON.stringify(postEvent(JSON.stringify({ query: "What are my AWS costs?" })));
    let answered: (body: string) => void = () => undefined;
    const answer = new Promise<string>((resolve) => {
      answered = resolve;
    });
    let isDelivered = false;
    const server = createServer((request, response) => {
      if (request.method === "GET") {
        if (isDelivered) return;
        isDelivered = true;
        response
          .writeHead(200, {
            "lambda-runtime-aws-request-id": "request-1",
            "lambda-runtime-deadline-ms": String(Date.now() + 20_000),
            "lambda-runtime-invoked-function-arn":
              "arn:aws:lambda:us-east-1:123456789012:function:router:live",
          })
          .end(event);
        return;
      }
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(202).end();
        answered(Buffer.concat(chunks).toString("utf8"));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const environment = {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_VERSION: "7",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      _HANDLER: "index.handler",
      AWS_REGION: "us-east-1",
      SWITCHYARD_STAGE: "local",
      SWITCHYARD_MODEL_ID: "us.anthropic.claude-haiku-5-5",
      SWITCHYARD_SERVES: "decisions",
    };
    const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const { stdout } = await engine("run", "--detach", "--network", "host", "--read-only", ...variables, TAG);
    const container = stdout.trim();
    try {
      const { statusCode, body } = JSON.parse(await answer);
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ agent: "cost", routing_method: "fast", version: "7" });
      const log = await engine("logs", container);
      expect(log.stdout).toContain('"CodeCache":"accepted"');
    } finally {
      await engine("rm", "--force", container);
      server.close();
      server.closeAllConnections();
    }
  }, 60_000);
});
