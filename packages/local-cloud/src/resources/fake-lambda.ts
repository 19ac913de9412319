import { AwsError } from "../aws-error.ts";
import type { LambdaPort } from "./ports.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:router";

/** As much of Lambda as one function, its versions, aliases and policy need. Notes each operation that writes. */
export function fakeLambda() {
  const written: [operation: string, input: object][] = [];
  let configuration: Record<string, unknown> | undefined;
  let imageUri: string | undefined;
  let versions: string[] = [];
  let concurrency: number | undefined;
  const aliases = new Map<string, Awaited<ReturnType<LambdaPort["GetAlias"]>>>();
  let statements: { readonly Sid: string | undefined }[] = [];
  const note = (operation: string, input: object): void => void written.push([operation, input]);
  const gone = (): never => {
    throw new AwsError("ResourceNotFoundException", "not found", 404);
  };
  const operations: Partial<LambdaPort> = {
    CreateFunction: (input) => {
      note("CreateFunction", input);
      const { Code, FunctionName, Publish, Tags: _tags, ...settings } = input;
      configuration = { ...settings, FunctionName, FunctionArn: ARN, CodeSha256: "sha", CodeSize: 1 };
      imageUri = Code?.ImageUri;
      versions = Publish === true ? ["1"] : [];
      return {};
    },
    GetFunction: () => {
      if (configuration === undefined) return gone();
      return {
        Configuration: { ...configuration },
        Code: { ImageUri: imageUri },
        Tags: { stage: "local" },
        Concurrency: { ReservedConcurrentExecutions: concurrency },
      };
    },
    UpdateFunctionCode: (input) => {
      note("UpdateFunctionCode", input);
      imageUri = input.ImageUri;
      return {};
    },
    UpdateFunctionConfiguration: (input) => {
      note("UpdateFunctionConfiguration", input);
      configuration = { ...configuration, ...input };
      return {};
    },
    PublishVersion: (input) => {
      note("PublishVersion", input);
      versions = [...versions, String(versions.length + 1)];
      return {};
    },
    // Two pages, newest on the second.
    ListVersionsByFunction: ({ Marker }) =>
      Marker === undefined
        ? { Versions: [{ Version: "$LATEST" }], NextMarker: "2" }
        : { Versions: versions.map((Version) => ({ Version })) },
    DeleteFunction: () => {
      configuration = undefined;
      return {};
    },
    PutFunctionConcurrency: (input) => {
      note("PutFunctionConcurrency", input);
      concurrency = input.ReservedConcurrentExecutions;
      return {};
    },
    DeleteFunctionConcurrency: () => {
      concurrency = undefined;
    },
    TagResource: (input) => note("TagResource", input),
    UntagResource: (input) => note("UntagResource", input),
    CreateAlias: (input) => {
      const alias = { ...input, AliasArn: `${ARN}:${input.Name}` };
      aliases.set(String(input.Name), alias);
      return alias;
    },
    GetAlias: ({ Name = "" }) => aliases.get(Name) ?? gone(),
    UpdateAlias: (input) => {
      note("UpdateAlias", input);
      aliases.set(String(input.Name), { ...aliases.get(String(input.Name)), ...input });
      return {};
    },
    DeleteAlias: ({ Name = "" }) => void aliases.delete(Name),
    AddPermission: (input) => {
      note("AddPermission", input);
      const Condition = { ArnLike: { "AWS:SourceArn": input.SourceArn } };
      statements = [
        ...statements,
        {
          Sid: input.StatementId,
          Action: input.Action,
          Principal: { Service: input.Principal },
          Condition,
        } as never,
      ];
      return {};
    },
    RemovePermission: (input) => {
      note("RemovePermission", input);
      statements = statements.filter(({ Sid }) => Sid !== input.StatementId);
    },
    GetPolicy: () =>
      statements.length === 0 ? gone() : { Policy: JSON.stringify({ Statement: statements }) },
  };
  return { operations, written, aliases };
}
