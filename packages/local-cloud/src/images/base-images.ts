/** What a base image brings along, as far as a build or a function can notice. */
export interface BaseImage {
  readonly env: Readonly<Record<string, string>>;
  readonly entryPoint: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** Where Node.js is. RUN can start it and nothing else. */
  readonly nodePath: string;
  /** Folders that exist, so that COPY into them needs no trailing slash. */
  readonly directories: readonly string[];
}

const DIGEST = "(?:@sha256:[0-9a-f]{64})?";
const LAMBDA_NODE = new RegExp(
  `^(?:public\\.ecr\\.aws/lambda/nodejs|(?:docker\\.io/)?amazon/aws-lambda-nodejs):(22|24)(?:[.-][\\w.-]+)?${DIGEST}$`,
);
// A digest alone would not tell the user and the working directory, so it needs the tag beside it.
const DISTROLESS_NODE = new RegExp(
  `^gcr\\.io/distroless/nodejs(?:22|24)-debian(?:12|13)(?::(\\w[\\w.-]{0,127})${DIGEST})?$`,
);

/** For messages: what `findBaseImage` knows. */
export const KNOWN_BASE_IMAGES =
  "public.ecr.aws/lambda/nodejs:24 (or :22), gcr.io/distroless/nodejs24-debian13:nonroot (or nodejs22, debian12, another tag; a digest only after a tag)";

/**
 * AWS's Lambda base images and Google's distroless images for Node.js 22 and 24. Their files stay away: builds
 * and sandboxes use the Node.js of this machine. Undefined for any other image.
 */
export function findBaseImage(reference: string): BaseImage | undefined {
  const lambdaMajor = LAMBDA_NODE.exec(reference)?.[1];
  if (lambdaMajor !== undefined) return lambdaImage(lambdaMajor);
  const distroless = DISTROLESS_NODE.exec(reference);
  return distroless === null ? undefined : distrolessImage(distroless[1] ?? "latest");
}

function lambdaImage(major: string): BaseImage {
  return {
    env: {
      LANG: "en_US.UTF-8",
      TZ: ":/etc/localtime",
      PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      LD_LIBRARY_PATH:
        "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
      LAMBDA_TASK_ROOT: "/var/task",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      // Set by the image's bootstrap rather than by its configuration; the runtime reads it.
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x`,
    },
    // Starts the runtime with the handler that CMD names.
    entryPoint: ["/lambda-entrypoint.sh"],
    workingDir: "/var/task",
    user: "",
    nodePath: "/var/lang/bin/node",
    directories: ["/", "/opt", "/tmp", "/var", "/var/runtime", "/var/task"],
  };
}

/** As its build files have it: no LAMBDA_* variables, and Node.js is not on the PATH. */
function distrolessImage(tag: string): BaseImage {
  const words = tag.split("-");
  const isNonRoot = words.includes("nonroot");
  const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return {
    env: {
      PATH: words.includes("debug") ? `${path}:/busybox` : path,
      SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
    },
    entryPoint: ["/nodejs/bin/node"],
    workingDir: isNonRoot ? "/home/nonroot" : "/",
    user: isNonRoot ? "65532" : "0",
    nodePath: "/nodejs/bin/node",
    directories: ["/", "/home", "/home/nonroot", "/nodejs", "/nodejs/bin", "/root", "/tmp", "/usr", "/var"],
  };
}
