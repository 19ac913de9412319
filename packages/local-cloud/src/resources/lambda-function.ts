import type { FunctionCode, UpdateFunctionConfigurationCommandInput } from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { z } from "zod";
import { readArchive } from "../engine/assets.ts";
import { type Archive, isArchive } from "../engine/values.ts";
import { ACCOUNT_CONTEXT } from "../wire/service.ts";
import { regionInput, tags, text, textMap } from "./inputs.ts";
import { configurationOutputs, latestVersion, versionOutputs } from "./lambda-outputs.ts";
import type { LambdaPort } from "./ports.ts";
import { type ResourceType, required, resourceType, unlessGone } from "./resource-type.ts";
import { changeTags, type TagOperations } from "./tags.ts";

/** Changes of these are published, as those of the code are. */
const CONFIGURATION = [
  "deadLetterConfig",
  "description",
  "environment",
  "ephemeralStorage",
  "handler",
  "imageConfig",
  "loggingConfig",
  "memorySize",
  "role",
  "runtime",
  "timeout",
  "tracingConfig",
  "vpcConfig",
] as const;
const CODE = ["architectures", "code", "imageUri"] as const;

const shape = {
  name: text,
  role: text,
  description: text.optional(),
  packageType: z.enum(["Image", "Zip"]).optional(),
  imageUri: text.optional(),
  code: z
    .custom<Archive>(isArchive, { error: "expected an archive (pulumi.asset.FileArchive or the like)" })
    .optional(),
  handler: text.optional(),
  runtime: z.enum(["nodejs22.x", "nodejs24.x"]).optional(),
  architectures: z
    .array(z.enum(["arm64", "x86_64"]))
    .max(1)
    .optional(),
  memorySize: z.int().optional(),
  timeout: z.int().optional(),
  publish: z.boolean().optional(),
  reservedConcurrentExecutions: z.int().min(-1).optional(),
  deadLetterConfig: z.strictObject({ targetArn: text }).optional(),
  environment: z.strictObject({ variables: textMap.optional() }).optional(),
  ephemeralStorage: z.strictObject({ size: z.int().optional() }).optional(),
  imageConfig: z
    .strictObject({
      commands: z.array(text).optional(),
      entryPoints: z.array(text).optional(),
      workingDirectory: text.optional(),
    })
    .optional(),
  loggingConfig: z
    .strictObject({
      logFormat: z.enum(["JSON", "Text"]),
      logGroup: text.optional(),
      applicationLogLevel: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).optional(),
      systemLogLevel: z.enum(["DEBUG", "INFO", "WARN"]).optional(),
    })
    .optional(),
  tracingConfig: z.strictObject({ mode: z.enum(["Active", "PassThrough"]) }).optional(),
  // Can be previewed: on deployment the local Lambda says that it has no networks.
  vpcConfig: z
    .strictObject({
      subnetIds: z.array(text),
      securityGroupIds: z.array(text),
      ipv6AllowedForDualStack: z.boolean().optional(),
      vpcId: text.optional(),
    })
    .optional(),
  tags,
};

const NEEDED_BY_PACKAGE = { Image: ["imageUri"], Zip: ["code", "handler", "runtime"] } as const;

function inputSchema(region: string) {
  return z.strictObject({ ...shape, region: regionInput(region) }).superRefine((inputs, context) => {
    const { packageType = "Zip" } = inputs;
    const other = packageType === "Zip" ? "Image" : "Zip";
    for (const name of NEEDED_BY_PACKAGE[packageType]) {
      if (inputs[name] === undefined)
        complain(context, name, `is required when packageType is ${packageType}`);
    }
    for (const name of NEEDED_BY_PACKAGE[other]) {
      if (inputs[name] !== undefined)
        complain(context, name, `must be left out when packageType is ${packageType}`);
    }
  });
}

type FunctionInputs = z.output<ReturnType<typeof inputSchema>>;

function complain(context: z.RefinementCtx, property: string, message: string): void {
  context.addIssue({ code: "custom", path: [property], message });
}

/** `aws:lambda/function:Function`: code from an image or an archive, versions published on change. */
export function functionType(lambda: LambdaPort, region: string): ResourceType {
  const tagging: TagOperations = {
    add: (resource, added) => lambda.TagResource({ Resource: resource, Tags: added }, ACCOUNT_CONTEXT),
    remove: (resource, keys) => lambda.UntagResource({ Resource: resource, TagKeys: keys }, ACCOUNT_CONTEXT),
  };
  return resourceType({
    token: "aws:lambda/function:Function",
    inputs: inputSchema(region),
    autoname: { property: "name", maxLength: 64 },
    replaceOn: ["name", "packageType"],
    recomputed: [
      "codeSha256",
      "lastModified",
      "qualifiedArn",
      "qualifiedInvokeArn",
      "sourceCodeHash",
      "sourceCodeSize",
      "version",
    ],
    create: async (inputs) => {
      await lambda.CreateFunction(
        {
          FunctionName: inputs.name,
          PackageType: inputs.packageType ?? "Zip",
          Publish: inputs.publish ?? false,
          Code: codeOf(inputs),
          Architectures: inputs.architectures,
          Tags: inputs.tags,
          ...configurationOf(inputs, (property) => inputs[property] !== undefined),
        },
        ACCOUNT_CONTEXT,
      );
      await reserve(lambda, inputs);
      return inputs.name;
    },
    update: async (name, inputs, touches, old) => {
      const code = CODE.some(touches);
      const configuration = CONFIGURATION.some(touches);
      if (code) {
        const { architectures: Architectures } = inputs;
        await lambda.UpdateFunctionCode(
          { FunctionName: name, Architectures, ...codeOf(inputs) },
          ACCOUNT_CONTEXT,
        );
      }
      if (configuration) {
        await lambda.UpdateFunctionConfiguration(
          { FunctionName: name, ...configurationOf(inputs, touches) },
          ACCOUNT_CONTEXT,
        );
      }
      if (touches("reservedConcurrentExecutions")) await reserve(lambda, inputs);
      if (touches("tags")) await changeTags(tagging, String(old.outputs.arn), old.inputs.tags, inputs.tags);
      if (inputs.publish === true && (code || configuration || touches("publish"))) {
        await lambda.PublishVersion({ FunctionName: name }, ACCOUNT_CONTEXT);
      }
    },
    delete: async (name) => {
      await lambda.DeleteFunction({ FunctionName: name }, ACCOUNT_CONTEXT);
    },
    describe: async (name) => {
      const found = await lambda.GetFunction({ FunctionName: name }, ACCOUNT_CONTEXT);
      const configuration = required(found.Configuration, "the function's configuration");
      return {
        ...configurationOutputs(configuration, region),
        ...versionOutputs(
          required(configuration.FunctionArn, "the function's ARN"),
          await latestVersion(lambda, name),
          region,
        ),
        imageUri: found.Code?.ImageUri,
        reservedConcurrentExecutions: found.Concurrency?.ReservedConcurrentExecutions ?? -1,
        tags: found.Tags ?? {},
        tagsAll: found.Tags ?? {},
      };
    },
  });
}

function codeOf({ imageUri, code }: FunctionInputs): FunctionCode {
  if (code === undefined) return { ImageUri: imageUri };
  const files = Object.fromEntries(readArchive(code));
  // A fixed date: the same files must make the same package, or every deployment would publish a version.
  return { ZipFile: zipSync(files, { level: 1, mtime: new Date(1980, 1, 1) }) };
}

/** The members of the properties that `include` names; one that the program left out goes back to AWS's default. */
function configurationOf(
  inputs: FunctionInputs,
  include: (property: (typeof CONFIGURATION)[number]) => boolean,
): Omit<UpdateFunctionConfigurationCommandInput, "FunctionName"> & { Role: string } {
  const { environment, ephemeralStorage, imageConfig, loggingConfig } = inputs;
  return {
    Role: inputs.role,
    ...(include("deadLetterConfig") && {
      DeadLetterConfig: { TargetArn: inputs.deadLetterConfig?.targetArn ?? "" },
    }),
    ...(include("description") && { Description: inputs.description ?? "" }),
    ...(include("environment") && { Environment: { Variables: environment?.variables ?? {} } }),
    ...(include("ephemeralStorage") && { EphemeralStorage: { Size: ephemeralStorage?.size ?? 512 } }),
    ...(include("handler") && { Handler: inputs.handler }),
    ...(include("imageConfig") && {
      ImageConfig: {
        Command: imageConfig?.commands,
        EntryPoint: imageConfig?.entryPoints,
        WorkingDirectory: imageConfig?.workingDirectory,
      },
    }),
    ...(include("loggingConfig") && {
      LoggingConfig: {
        LogFormat: loggingConfig?.logFormat ?? "Text",
        LogGroup: loggingConfig?.logGroup ?? `/aws/lambda/${inputs.name}`,
        ApplicationLogLevel: loggingConfig?.applicationLogLevel,
        SystemLogLevel: loggingConfig?.systemLogLevel,
      },
    }),
    ...(include("memorySize") && { MemorySize: inputs.memorySize ?? 128 }),
    ...(include("runtime") && { Runtime: inputs.runtime }),
    ...(include("timeout") && { Timeout: inputs.timeout ?? 3 }),
    ...(include("vpcConfig") && {
      VpcConfig: {
        SubnetIds: inputs.vpcConfig?.subnetIds ?? [],
        SecurityGroupIds: inputs.vpcConfig?.securityGroupIds ?? [],
      },
    }),
    ...(include("tracingConfig") && { TracingConfig: { Mode: inputs.tracingConfig?.mode ?? "PassThrough" } }),
  };
}

async function reserve(lambda: LambdaPort, inputs: FunctionInputs): Promise<void> {
  const { name: FunctionName, reservedConcurrentExecutions: reserved = -1 } = inputs;
  if (reserved >= 0) {
    await lambda.PutFunctionConcurrency(
      { FunctionName, ReservedConcurrentExecutions: reserved },
      ACCOUNT_CONTEXT,
    );
  } else {
    await unlessGone(async () => lambda.DeleteFunctionConcurrency({ FunctionName }, ACCOUNT_CONTEXT));
  }
}
