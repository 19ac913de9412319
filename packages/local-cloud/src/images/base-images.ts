/** What a base image brings along, as far as a function can notice. */
export interface BaseImage {
  readonly env: Readonly<Record<string, string>>;
  readonly entryPoint: readonly string[];
  readonly workingDir: string;
  /** Folders that exist, so that COPY into them needs no trailing slash. */
  readonly directories: readonly string[];
}

/** Entry point of AWS's Lambda base images: starts the runtime with the handler that CMD names. */
export const LAMBDA_ENTRY_POINT = "/lambda-entrypoint.sh";

const LAMBDA_NODE =
  /^(?:public\.ecr\.aws\/lambda\/nodejs|(?:docker\.io\/)?amazon\/aws-lambda-nodejs):(22|24)(?:[.-][\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

/**
 * AWS's Lambda base images for Node.js 22 and 24. Their files stay away: the sandbox runs the same runtime
 * interface client on the Node.js of this machine. Undefined for any other image.
 */
export function findBaseImage(reference: string): BaseImage | undefined {
  const major = LAMBDA_NODE.exec(reference)?.[1];
  if (major === undefined) return undefined;
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
    entryPoint: [LAMBDA_ENTRY_POINT],
    workingDir: "/var/task",
    directories: ["/", "/opt", "/tmp", "/var", "/var/runtime", "/var/task"],
  };
}
