import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Authority, Caller, Interceptor } from "../ports.ts";
import { detectProtocol, refuseUnknownProtocol } from "./detect.ts";
import { describeError, internalFailure } from "./errors.ts";
import { refuseForeignRequest } from "./guard.ts";
import type { Members, RequestHead, WireAnswer } from "./message.ts";
import type { OperationMatch } from "./protocol.ts";
import { requireMembers } from "./read-value.ts";
import type { ServiceModel } from "./schemas.ts";
import { readServiceModel } from "./schemas.ts";
import type { Operation, WireService } from "./service.ts";
import type { SignedBy } from "./sigv4.ts";
import { readSignature } from "./sigv4.ts";

export interface DispatchOptions {
  readonly services: readonly WireService[];
  readonly authority: Authority;
  readonly region: string;
  /** The clock that answers are dated by. */
  readonly nowMs: () => number;
  readonly intercept: Interceptor;
  /** Told of every error that is no `AwsError`: a defect of the local cloud. */
  readonly onDefect: (error: unknown, operation: string) => void;
}

/** Answers one request. The body is read only after the sender has been accepted. Never rejects. */
export type Dispatch = (head: RequestHead, readBody: () => Promise<Uint8Array>) => Promise<WireAnswer>;

interface Served {
  readonly service: WireService;
  readonly model: ServiceModel;
}

/** What is known about a request so far: an error is written in the words of the service it reached. */
interface Progress {
  served?: Served;
  operation?: string;
}

/** SDKs sign requests to these services for us-east-1, wherever the client is. */
const GLOBAL_SERVICES = new Set(["iam", "sts"]);
const GLOBAL_REGION = "us-east-1";

/** Reads all schemas at once, so that an SDK whose schemas have changed is found at start. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const services = new Map<string, Served>();
  for (const service of options.services) {
    if (services.has(service.signingName)) {
      throw new Error(`Expected one service per signing name, found two for "${service.signingName}".`);
    }
    services.set(service.signingName, { service, model: readServiceModel(service.schemas) });
  }
  return async (head, readBody) => {
    const requestId = randomUUID();
    const protocol = detectProtocol(head);
    const progress: Progress = {};
    const answer = await answerOrThrow(head, readBody, requestId, progress).catch((error: unknown) => {
      const known = error instanceof AwsError ? error : reportDefect(error, progress);
      const described = describeError(known, progress.served?.model);
      try {
        return protocol.writeError(described, requestId);
      } catch (writeError) {
        return protocol.writeError(describeError(reportDefect(writeError, progress), undefined), requestId);
      }
    });
    // SDKs compare it with their own clock; in a function that is the cloud's, not the machine's.
    const date = new Date(options.nowMs()).toUTCString();
    return { ...answer, headers: { ...answer.headers, date, "x-amzn-requestid": requestId } };
  };

  async function answerOrThrow(
    head: RequestHead,
    readBody: () => Promise<Uint8Array>,
    requestId: string,
    progress: Progress,
  ): Promise<WireAnswer> {
    refuseForeignRequest(head);
    const signedBy = readSignature(head);
    const served = serviceOf(signedBy);
    progress.served = served;
    refuseOtherRegions(signedBy, options.region);
    const caller = options.authority.authenticate(signedBy.accessKeyId, signedBy.sessionToken);
    refuseUnknownProtocol(head);
    const request = { ...head, body: await readBody() };
    const protocol = detectProtocol(head);
    const match = protocol.findOperation(served.model, request);
    progress.operation = match.operation.name;
    const operation = implementationOf(match, served.service);
    const input = protocol.readInput(match, request);
    requireMembers(match.operation.input, input, "");
    authorize(caller, match.operation.name, input, served.service);
    const call = {
      signingName: served.service.signingName,
      operation: match.operation.name,
      accessKeyId: signedBy.accessKeyId,
      invocationId: head.headers["amz-sdk-invocation-id"],
    };
    const output = await options.intercept(
      call,
      async () => operation(input, { caller, requestId }) as unknown,
    );
    return protocol.writeOutput(match.operation, (output ?? {}) as Members, requestId);
  }

  function serviceOf(signedBy: SignedBy): Served {
    const served = services.get(signedBy.signingName);
    if (served !== undefined) return served;
    const names = [...services.keys()].toSorted().join(", ");
    throw new AwsError(
      "UnknownServiceException",
      `The local cloud has no service "${signedBy.signingName}". It has: ${names}.`,
      404,
    );
  }

  function authorize(caller: Caller, operation: string, input: Members, service: WireService): void {
    if (caller.kind === "account") return;
    const permissions = service.permissions(operation, input);
    if (permissions === undefined) {
      throw new AwsError(
        "AccessDeniedException",
        `The local cloud does not know which permissions ${service.signingName}:${operation} needs, so it refuses the role session ${caller.sessionName} of ${caller.roleArn}.`,
        403,
      );
    }
    for (const { action, resource } of permissions) options.authority.authorize(caller, action, resource);
  }

  function reportDefect(error: unknown, progress: Progress): AwsError {
    const { operation, served } = progress;
    options.onDefect(error, `${served?.service.signingName ?? "?"}:${operation ?? "?"}`);
    return internalFailure(operation);
  }
}

function refuseOtherRegions(signedBy: SignedBy, region: string): void {
  if (signedBy.region === region) return;
  if (GLOBAL_SERVICES.has(signedBy.signingName) && signedBy.region === GLOBAL_REGION) return;
  throw new AwsError(
    "InvalidSignatureException",
    `Credential should be scoped to a valid region. The local cloud is ${region}, the request is signed for ${signedBy.region}: set AWS_REGION=${region}.`,
    403,
  );
}

function implementationOf(match: OperationMatch, service: WireService): Operation {
  const { name, streamsEvents } = match.operation;
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (operation !== undefined && !streamsEvents) return operation;
  const reason = streamsEvents ? "event streams are not spoken here" : "the operation is not implemented";
  throw new AwsError(
    "NotImplementedException",
    `The local cloud cannot answer ${service.signingName}:${name}: ${reason}.`,
    501,
  );
}
