/** Stacks that differ from the clean ones in one thing, about how they run. */
import { FOUNDATION_STACK, ROUTER_STACK } from "./clean-stacks.ts";
import type { Planted } from "./planted.ts";
import { stackNamed, without, withProps, withResource } from "./stack.ts";

const inRouter = stackNamed("dev", "switchyard-router");
const elsewhere = stackNamed("dev", "switchyard-console");
const routerVariables = (variables: object) =>
  withProps(ROUTER_STACK, "router-fn", { environment: { variables } });

export const PLANTED_OPERATION: readonly Planted[] = [
  {
    rule: "encryption-on",
    title: "a queue in clear",
    stack: withProps(ROUTER_STACK, "rollout-dead-letters", { sqsManagedSseEnabled: false }),
    at: "rollout-dead-letters",
    messages: [
      "sqsManagedSseEnabled: expected true, or a key under kmsMasterKeyId, found false. Set sqsManagedSseEnabled: true.",
    ],
  },
  {
    rule: "encryption-on",
    title: "cached answers in clear",
    stack: withProps(ROUTER_STACK, "router-get-settings", { settings: { cachingEnabled: true } }),
    at: "router-get-settings",
    messages: [
      "settings.cacheDataEncrypted: expected true where cachingEnabled is true, found nothing. Answers may hold personal data: set cacheDataEncrypted: true.",
    ],
  },
  {
    rule: "encryption-on",
    title: "a bucket without encryption",
    stack: without(FOUNDATION_STACK, "state-encryption"),
    at: "state",
    messages: ["expected a BucketServerSideEncryptionConfiguration for this bucket, found none. Add one."],
  },
  {
    rule: "encryption-on",
    title: "a key that is never renewed",
    stack: withProps(FOUNDATION_STACK, "state-key", { enableKeyRotation: undefined }),
    at: "state-key",
    messages: ["enableKeyRotation: expected true, found nothing. Set enableKeyRotation: true."],
  },
  {
    rule: "images-immutable",
    title: "tags that move, and images that nobody scans",
    stack: withProps(FOUNDATION_STACK, "router-images", {
      imageTagMutability: "MUTABLE",
      imageScanningConfiguration: { scanOnPush: false },
    }),
    at: "router-images",
    messages: [
      'imageTagMutability: expected IMMUTABLE, found "MUTABLE". A tag that moves says nothing about what runs.',
      "imageScanningConfiguration.scanOnPush: expected true, found false. Set scanOnPush: true.",
    ],
  },
  {
    rule: "images-by-digest",
    title: "an image by its tag",
    stack: withProps(ROUTER_STACK, "router-fn", {
      imageUri: "111122223333.dkr.ecr.us-east-1.amazonaws.com/r:v7",
    }),
    at: "router-fn",
    messages: [
      'imageUri: expected an image by digest (@sha256: and 64 hexadecimal digits), found "111122223333.dkr.ecr.us-east-1.amazonaws.com/r:v7". Use the foundation\'s output imageUri, or repositoryUrl with a digest.',
    ],
  },
  {
    rule: "alias-left-alone",
    title: "an alias that a deployment moves",
    stack: withResource(ROUTER_STACK, "router-live", (alias) => ({
      ...alias,
      ignoreChanges: [],
    })),
    at: "router-live",
    messages: [
      "ignoreChanges: expected functionVersion in it, found []. Add it: the rollout controller moves the alias.",
      "ignoreChanges: expected routingConfig in it, found []. Add it: the rollout controller moves the alias.",
    ],
  },
  {
    rule: "alias-left-alone",
    title: "weights in the program",
    stack: withProps(ROUTER_STACK, "router-live", {
      routingConfig: { additionalVersionWeights: { "8": 0.1 } },
    }),
    at: "router-live",
    messages: [
      'routingConfig: expected nothing, found {"additionalVersionWeights":{"8":0.1}}. Leave the weights to the rollout controller.',
    ],
  },
  {
    rule: "timeouts-coherent",
    title: "a function that runs longer than the API waits",
    stack: withProps(
      withProps(ROUTER_STACK, "router-post-integration", { timeoutMilliseconds: undefined }),
      "router-fn",
      { timeout: 30 },
    ),
    at: "router-fn",
    messages: [
      "timeout: expected at most 29 s behind API Gateway, found 30. Nobody gets an answer that comes later.",
    ],
  },
  {
    rule: "timeouts-coherent",
    title: "steps that do not fit into the function",
    stack: routerVariables({ SWITCHYARD_LLM_TIMEOUT_MS: "9001", SWITCHYARD_AGENT_TIMEOUT_MS: "20000" }),
    at: "router-fn",
    messages: [
      "timeout: expected room for SWITCHYARD_LLM_TIMEOUT_MS=9001 and SWITCHYARD_AGENT_TIMEOUT_MS=20000, 29001 ms together, found 29 s. Shorten the steps or lengthen the timeout.",
    ],
  },
  {
    rule: "timeouts-coherent",
    title: "a timeout in words",
    stack: routerVariables({ SWITCHYARD_LLM_TIMEOUT_MS: "4s", SWITCHYARD_AGENT_TIMEOUT_MS: "20000" }),
    at: "router-fn",
    messages: [
      'environment.variables.SWITCHYARD_LLM_TIMEOUT_MS: expected a whole number of milliseconds, found "4s". Write it in digits.',
    ],
  },
  {
    rule: "timeouts-coherent",
    title: "an asynchronous function beyond Lambda's limit",
    stack: withProps(ROUTER_STACK, "rollout-tick-fn", { timeout: 901 }),
    at: "rollout-tick-fn",
    messages: ["timeout: expected 1 to 900 s, found 901. Lambda takes no other."],
  },
  {
    rule: "timeouts-coherent",
    title: "a gateway that gives up before its function",
    stack: withProps(ROUTER_STACK, "router-post-integration", { timeoutMilliseconds: 10_000 }),
    at: "router-post-integration",
    messages: [
      'timeoutMilliseconds: expected at least 29000, the timeout of "switchyard-dev-router", found 10000. Leave it out, or shorten the function\'s timeout.',
    ],
  },
  {
    rule: "schedules-coherent",
    title: "a call that is repeated for a day",
    stack: withProps(ROUTER_STACK, "rollout-clock-schedule", {
      target: { arn: "arn:aws:lambda:us-east-1:111122223333:function:switchyard-dev-rollout-tick" },
    }),
    at: "rollout-clock-schedule",
    messages: [
      "target.retryPolicy.maximumEventAgeInSeconds: expected at most 60, the time between two calls, found nothing. Without it calls that are late are repeated for a day.",
    ],
  },
  {
    rule: "schedules-coherent",
    title: "calls that Lambda keeps for later",
    stack: withProps(ROUTER_STACK, "rollout-tick-delivery", { maximumEventAgeInSeconds: 3600 }),
    at: "rollout-clock-schedule",
    messages: [
      'target.arn: expected a FunctionEventInvokeConfig of "switchyard-dev-rollout-tick" with maximumEventAgeInSeconds at most 60, found 3600. Add one, or shorten the age.',
    ],
  },
  {
    rule: "concurrency-coherent",
    title: "a reservation that two warm versions do not fit into",
    stack: withProps(ROUTER_STACK, "router-fn", { reservedConcurrentExecutions: 3 }),
    at: "router-fn",
    messages: [
      'reservedConcurrentExecutions: expected at least 4 (rollout-tick-fn keeps "2" ready on each of 2 versions), found 3. Reserve more, or keep fewer ready.',
    ],
  },
  {
    rule: "concurrency-coherent",
    title: "provisioned concurrency on an alias",
    stack: [
      ...ROUTER_STACK,
      inRouter("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", "router-warm", {
        functionName: "switchyard-dev-router",
        qualifier: "live",
        provisionedConcurrentExecutions: 2,
      }),
    ],
    at: "router-warm",
    messages: [
      'qualifier: expected a version number, found "live". An alias with provisioned concurrency cannot be weighted.',
    ],
  },
  {
    rule: "logs-kept",
    title: "logs that are kept for ever",
    stack: withProps(ROUTER_STACK, "router-logs", { retentionInDays: 0 }),
    at: "router-logs",
    messages: [
      "retentionInDays: expected a number of days, found 0. Without it logs are kept, and paid for, for ever.",
    ],
  },
  {
    rule: "logs-kept",
    title: "a function that writes to a log group of Lambda's making",
    stack: withProps(ROUTER_STACK, "router-fn", { loggingConfig: { logFormat: "Text" } }),
    at: "router-fn",
    messages: [
      "loggingConfig.logGroup: expected the name of a log group of this stack, found nothing. Add an aws.cloudwatch.LogGroup and name it here.",
    ],
  },
  {
    rule: "stateful-protected",
    title: "a table that a mistake may delete",
    stack: withProps(
      withResource(ROUTER_STACK, "rollout-table", (table) => ({ ...table, protect: false })),
      "rollout-table",
      { deletionProtectionEnabled: false, pointInTimeRecovery: undefined },
    ),
    at: "rollout-table",
    messages: [
      "protect: expected true, found false. Set switchyard:keepData, which protects it.",
      "deletionProtectionEnabled: expected true, found false. The table is the record of who released what.",
      "pointInTimeRecovery.enabled: expected true, found nothing. Without it a mistake in the record cannot be undone.",
    ],
  },
  {
    rule: "stateful-protected",
    title: "a repository whose images go with it",
    stack: withProps(FOUNDATION_STACK, "router-images", { forceDelete: true }),
    at: "router-images",
    messages: [
      "forceDelete: expected false or nothing, found true. A rollback needs the images: set switchyard:deleteImagesWithRepository: false.",
    ],
  },
  {
    rule: "tags-present",
    title: "a resource of another stage, by its tag",
    stack: withProps(ROUTER_STACK, "rollout-topic", { tags: { "switchyard:stage": "prod" } }),
    at: "rollout-topic",
    messages: [
      "tags.project: expected a text, found nothing. Pass the stack's tags on.",
      'tags.switchyard:stage: expected "dev", found "prod". Pass the stack\'s tags on.',
    ],
  },
  {
    rule: "tags-present",
    title: "a type of which nobody knows whether it takes tags",
    stack: [...ROUTER_STACK, inRouter("aws:ec2/instance:Instance", "machine", {})],
    at: "machine",
    messages: [
      "expected a type of which it is known whether it takes tags, found aws:ec2/instance:Instance. Decide whether it can be tagged and add it to infra/policy/src/taggable-types.ts.",
    ],
  },
  {
    rule: "tags-present",
    title: "a project without required tags",
    stack: [elsewhere("aws:sns/topic:Topic", "news", { name: "news" })],
    at: "switchyard-console-dev",
    messages: [
      "expected a project of switchyard-foundation, switchyard-router, found switchyard-console. Decide which tags it requires and add them to REQUIRED_TAGS in infra/policy/src/taggable-types.ts.",
    ],
  },
];
