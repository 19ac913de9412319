import { describe, expect, it } from "vitest";
import { findBaseImage } from "./base-images.ts";

const DIGEST = `@sha256:${"0".repeat(64)}`;

describe("findBaseImage", () => {
  it.each([
    ["public.ecr.aws/lambda/nodejs:24", "/var/lang/bin/node", "/var/task", ""],
    [`public.ecr.aws/lambda/nodejs:22.2026.01.02-arm64${DIGEST}`, "/var/lang/bin/node", "/var/task", ""],
    ["amazon/aws-lambda-nodejs:24", "/var/lang/bin/node", "/var/task", ""],
    ["gcr.io/distroless/nodejs24-debian13", "/nodejs/bin/node", "/", "0"],
    ["gcr.io/distroless/nodejs22-debian12:latest", "/nodejs/bin/node", "/", "0"],
    ["gcr.io/distroless/nodejs24-debian13:nonroot", "/nodejs/bin/node", "/home/nonroot", "65532"],
    ["gcr.io/distroless/nodejs24-debian13:nonroot-arm64", "/nodejs/bin/node", "/home/nonroot", "65532"],
    [
      `gcr.io/distroless/nodejs24-debian13:debug-nonroot${DIGEST}`,
      "/nodejs/bin/node",
      "/home/nonroot",
      "65532",
    ],
  ])("knows %s", (reference, nodePath, workingDir, user) => {
    expect(findBaseImage(reference)).toMatchObject({ nodePath, workingDir, user });
  });

  it("knows what Google's images bring along, and that they have nothing of Lambda's", () => {
    expect(findBaseImage("gcr.io/distroless/nodejs24-debian13:nonroot")).toEqual({
      env: {
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
      },
      entryPoint: ["/nodejs/bin/node"],
      workingDir: "/home/nonroot",
      user: "65532",
      nodePath: "/nodejs/bin/node",
      directories: ["/", "/home", "/home/nonroot", "/nodejs", "/nodejs/bin", "/root", "/tmp", "/usr", "/var"],
    });
    expect(findBaseImage("gcr.io/distroless/nodejs24-debian13:debug")?.env["PATH"]).toBe(
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/busybox",
    );
  });

  it.each([
    "public.ecr.aws/lambda/nodejs:20",
    "gcr.io/distroless/nodejs20-debian12",
    "gcr.io/distroless/nodejs24-debian11",
    "gcr.io/distroless/nodejs24",
    // Would leave open who the user is.
    `gcr.io/distroless/nodejs24-debian13${DIGEST}`,
    "example.com/distroless/nodejs24-debian13",
    "node:24",
  ])("does not know %s", (reference) => {
    expect(findBaseImage(reference)).toBeUndefined();
  });
});
