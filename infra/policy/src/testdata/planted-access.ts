/** Stacks that differ from the clean ones in one thing, about who may do what. */
import type { Fields } from "../model.ts";
import { FOUNDATION_STACK, ROUTER_STACK } from "./clean-stacks.ts";
import type { Planted } from "./planted.ts";
import { stackNamed, statements, without, withProps } from "./stack.ts";

const inRouter = stackNamed("dev", "switchyard-router");
const inFoundation = stackNamed("main", "switchyard-foundation");
const TAGS = { project: "switchyard", "switchyard:stage": "dev" };
const publish = (Principal: unknown, more: object = {}) =>
  statements({
    Sid: "Open",
    Effect: "Allow",
    Principal,
    Action: "sns:Publish",
    Resource: "arn:aws:sns:us-east-1:111122223333:x",
    ...more,
  });
const OPEN =
  "policy, statement Open: expected a named principal, or a condition on whose request it is, found everybody. Name the account or service, or add a condition on aws:SourceArn, aws:SourceAccount or aws:PrincipalOrgID.";
const trusting = (condition: object) => ({
  assumeRolePolicy: statements({
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    Condition: condition,
  }),
});
const AUDIENCE = { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" };
const NO_SUBJECT =
  "assumeRolePolicy, statement 1: expected a StringEquals or StringLike condition on :sub with owner, repository and what follows them, found none. Without it anybody's workflow may take on the role.";
const routerMay = (...of: readonly Fields[]) =>
  withProps(ROUTER_STACK, "router-policy", { policy: statements(...of) });

export const PLANTED_ACCESS: readonly Planted[] = [
  {
    rule: "no-public-policies",
    title: "a topic to which everybody may publish",
    stack: withProps(ROUTER_STACK, "rollout-topic", { policy: publish("*") }),
    at: "rollout-topic",
    messages: [OPEN],
  },
  {
    rule: "no-public-policies",
    title: "a condition that holds where its key is missing",
    stack: withProps(ROUTER_STACK, "rollout-topic", {
      policy: publish(
        { AWS: ["*"] },
        { Condition: { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } } },
      ),
    }),
    at: "rollout-topic",
    messages: [OPEN],
  },
  {
    rule: "no-public-policies",
    title: "a condition that names nobody",
    stack: withProps(ROUTER_STACK, "rollout-topic", {
      policy: publish({ AWS: "*" }, { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } } }),
    }),
    at: "rollout-topic",
    messages: [OPEN],
  },
  {
    rule: "federated-roles-narrow",
    title: "a role for every repository of an owner",
    stack: withProps(
      FOUNDATION_STACK,
      "deploy-role",
      trusting({
        StringEquals: AUDIENCE,
        StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme@12/*" },
      }),
    ),
    at: "deploy-role",
    messages: [NO_SUBJECT],
  },
  {
    rule: "federated-roles-narrow",
    title: "a role for whoever has a token",
    stack: withProps(FOUNDATION_STACK, "deploy-role", trusting({ StringEquals: AUDIENCE })),
    at: "deploy-role",
    messages: [NO_SUBJECT],
  },
  {
    rule: "lambda-not-public",
    title: "a service that may call for any account",
    stack: withProps(ROUTER_STACK, "router-permission", { sourceArn: undefined }),
    at: "router-permission",
    messages: [
      'sourceArn or sourceAccount: expected whose request it is, for principal "apigateway.amazonaws.com", found nothing and nothing. Name the resource that may invoke the function, with its account.',
    ],
  },
  {
    rule: "lambda-not-public",
    title: "a permission for everybody",
    stack: withProps(ROUTER_STACK, "router-permission", { principal: "*" }),
    at: "router-permission",
    messages: [
      'principalOrgId: expected whose request it is, for principal "*", found nothing. Name the resource that may invoke the function, with its account.',
    ],
  },
  {
    rule: "lambda-not-public",
    title: "a function URL",
    stack: [
      ...ROUTER_STACK,
      inRouter("aws:lambda/functionUrl:FunctionUrl", "router-url", { authorizationType: "AWS_IAM" }),
    ],
    at: "router-url",
    messages: [
      "expected no function URL, found one. It passes by the API's key, throttle and firewall: add a method to the API instead.",
    ],
  },
  {
    rule: "api-asks-for-a-key",
    title: "a method that asks for nothing",
    stack: withProps(ROUTER_STACK, "router-post", { apiKeyRequired: false }),
    at: "router-post",
    messages: [
      "apiKeyRequired: expected true where authorization is NONE, found false. Ask for an API key, or for an authorisation.",
    ],
  },
  {
    rule: "buckets-private",
    title: "a bucket without a public access block",
    stack: without(FOUNDATION_STACK, "state-block"),
    at: "state",
    messages: [
      "expected a BucketPublicAccessBlock for this bucket, found none. Add one with all four settings on.",
    ],
  },
  {
    rule: "buckets-private",
    title: "a public access block with a gap",
    stack: withProps(FOUNDATION_STACK, "state-block", { restrictPublicBuckets: false }),
    at: "state-block",
    messages: ["restrictPublicBuckets: expected true, found false. Turn on all four settings."],
  },
  {
    rule: "buckets-private",
    title: "a public ACL",
    stack: withProps(FOUNDATION_STACK, "state", { acl: "public-read" }),
    at: "state",
    messages: ['acl: expected private or nothing, found "public-read". Leave it out.'],
  },
  {
    rule: "no-wildcards",
    title: "a wildcard resource that nobody reviewed",
    stack: routerMay({ Sid: "Trace", Effect: "Allow", Action: "xray:GetTraceSummaries", Resource: "*" }),
    at: "router-policy",
    messages: [
      "policy, statement Trace: expected named actions on named resources, found xray:GetTraceSummaries on *. Name them, or add the reason for the wildcard to infra/policy/src/reviewed-wildcards.ts.",
    ],
  },
  {
    rule: "no-wildcards",
    title: "a wildcard action, and functions by the start of their name",
    stack: routerMay({
      Effect: "Allow",
      Action: ["lambda:Get*", "lambda:InvokeFunction"],
      Resource: [
        "arn:aws:lambda:us-east-1:111122223333:function:one",
        "arn:aws:lambda:us-east-1:111122223333:function:switchyard-*",
      ],
    }),
    at: "router-policy",
    messages: [
      "policy, statement 1: expected named actions on named resources, found lambda:Get* on arn:aws:lambda:us-east-1:111122223333:function:one. Name them, or add the reason for the wildcard to infra/policy/src/reviewed-wildcards.ts.",
      "policy, statement 1: expected named actions on named resources, found lambda:Get*, lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:switchyard-*. Name them, or add the reason for the wildcard to infra/policy/src/reviewed-wildcards.ts.",
    ],
  },
  {
    rule: "no-wildcards",
    title: "a statement that allows all but something",
    stack: routerMay({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::one" }),
    at: "router-policy",
    messages: [
      "policy, statement 1: expected what is allowed, found NotAction, which allows all but something. Name it with Action and Resource.",
    ],
  },
  {
    rule: "no-wildcards",
    title: "a policy inside a role",
    stack: withProps(ROUTER_STACK, "router-role", {
      inlinePolicies: [
        { name: "all", policy: statements({ Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::one" }) },
      ],
    }),
    at: "router-role",
    messages: [
      "inlinePolicies.0, statement 1: expected named actions on named resources, found * on arn:aws:s3:::one. Name them, or add the reason for the wildcard to infra/policy/src/reviewed-wildcards.ts.",
    ],
  },
  {
    rule: "no-wildcards",
    title: "a policy of AWS",
    stack: withProps(FOUNDATION_STACK, "deploy-attachment", {
      policyArn: "arn:aws:iam::aws:policy/PowerUserAccess",
    }),
    at: "deploy-attachment",
    messages: [
      "policyArn: expected a policy of ours, found arn:aws:iam::aws:policy/PowerUserAccess. Policies of AWS allow their actions on all resources: write down what is needed.",
    ],
  },
  {
    rule: "no-wildcards",
    title: "a review of a wildcard that is gone",
    stack: withProps(ROUTER_STACK, "rollout-tick-policy", {
      policy: statements({
        Effect: "Allow",
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:x",
      }),
    }),
    at: "switchyard-router-dev",
    messages: [
      "infra/policy/src/reviewed-wildcards.ts: expected a use of the entry for cloudwatch:GetMetricData on * in rollout-tick-policy, rollout-alarm-policy, rollout-command-policy, found none. Remove it.",
    ],
  },
  {
    rule: "roles-bounded",
    title: "a role without a boundary",
    stack: withProps(ROUTER_STACK, "router-role", { permissionsBoundary: undefined }),
    at: "router-role",
    messages: [
      "permissionsBoundary: expected the ARN of a managed policy of the account, found nothing. Deploy switchyard-foundation, whose output boundaryArn it is.",
    ],
  },
  {
    rule: "no-plain-secrets",
    title: "an access key in the environment",
    stack: withProps(ROUTER_STACK, "router-fn", {
      environment: { variables: { KEY_ID: `AKIA${"IOSFODNN7EXAMPLE"}` } },
    }),
    at: "router-fn",
    messages: [
      "environment.variables.KEY_ID: expected no secret, found what looks like an AWS access key id. Let a role grant it, or derive it.",
    ],
  },
  {
    rule: "no-plain-secrets",
    title: "a private key in a description, and a secret by its name",
    stack: [
      ...FOUNDATION_STACK,
      inFoundation("aws:iam/policy:Policy", "note", {
        policy: statements({
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::switchyard-state",
        }),
        description: `-----BEGIN RSA ${"PRIVATE"} KEY-----`,
        meta: { AWS_SECRET_ACCESS_KEY: "x".repeat(40) },
        tags: TAGS,
      }),
    ],
    at: "note",
    messages: [
      "description: expected no secret, found what looks like a private key. Let a role grant it, or derive it.",
      "meta.AWS_SECRET_ACCESS_KEY: expected no secret, found what looks like what its name says. Let a role grant it, or derive it.",
    ],
  },
];
