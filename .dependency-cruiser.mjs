// Who may import whom. Rules are allow-lists: a deny-list sleeps through `node:fs` and workspace packages.
// Every rule is proved awake by a planted violation in tools/boundaries.test.ts.

const TEST_FILE = "([.](test|contract)[.]ts|/(testing|eventually)[.]ts|/testdata/)";
const npm = (...names) => names.map((name) => `node_modules/${name}/`);
const workspace = (...names) => names.map((name) => `^packages/${name}/src/index[.]ts$`);

/** Sources of a package may import themselves, Node's own modules and exactly what is listed. */
function allow(name, from, ...allowed) {
  return {
    name,
    severity: "error",
    from: { path: `^${from}/(src|build)/`, pathNot: TEST_FILE },
    to: { dependencyTypesNot: ["core"], pathNot: [`^${from}/(src|build)/`, ...allowed] },
  };
}

const SERVICES = "iam|lambda|images|api-gateway|logs|cloudwatch|bedrock|faults";

/** @type {import("dependency-cruiser").IConfiguration} */
const config = {
  forbidden: [
    {
      name: "core-is-pure",
      comment: "The core has no I/O, no clock, no SDK: it imports itself alone.",
      severity: "error",
      from: { path: "^packages/(router-core|metrics|rollout)/src", pathNot: TEST_FILE },
      to: { pathNot: "^packages/$1/src/" },
    },
    {
      name: "trainer-is-pure",
      comment:
        "Training computes, on the core's words and the statistics of releases; files are its callers' affair.",
      severity: "error",
      from: { path: "^packages/trainer/src", pathNot: TEST_FILE },
      to: { pathNot: ["^packages/trainer/src/", ...workspace("rollout", "router-core")] },
    },
    allow("route-file-imports", "packages/route-file", ...workspace("router-core"), ...npm("yaml")),
    allow(
      "lambda-handler-imports",
      "packages/lambda-handler",
      ...workspace("router-core", "metrics", "route-file", "trainer"),
      ...npm(
        "@aws-sdk/client-bedrock-runtime",
        "@aws-sdk/client-lambda",
        "@smithy/core",
        "@smithy/node-http-handler",
        "@smithy/signature-v4",
        "@types/aws-lambda",
        "rolldown",
        "zod",
      ),
    ),
    {
      name: "build-tools-stay-out-of-the-lambda",
      comment: "Only build/ may use the bundler and the YAML reader.",
      severity: "error",
      from: { path: "^packages/(lambda-handler|demo-agents|rollout-controller)/src/", pathNot: TEST_FILE },
      to: { path: ["^packages/(route-file|trainer)/", ...npm("rolldown", "yaml")] },
    },
    allow(
      "demo-agents-imports",
      "packages/demo-agents",
      "^packages/lambda-handler/build/",
      ...npm("rolldown"),
    ),
    allow(
      "rollout-controller-imports",
      "packages/rollout-controller",
      ...workspace("metrics", "rollout"),
      "^packages/lambda-handler/build/",
      ...npm("@aws-sdk/client-(api-gateway|cloudwatch|dynamodb|lambda|sns)", "@types/aws-lambda"),
    ),
    allow(
      "local-cloud-imports",
      "packages/local-cloud",
      ...npm(
        "@aws-sdk/[a-z-]+",
        "@smithy/core",
        "@grpc/grpc-js",
        "@pulumi/pulumi",
        "google-protobuf",
        "@types/google-protobuf",
        "fflate",
        "yaml",
        "zod",
      ),
    ),
    allow("console-imports", "packages/console", ...npm("zod")),
    {
      name: "services-stand-alone",
      comment:
        "One service of the local cloud never imports another: it takes ports. The policy evaluator is a pure function.",
      severity: "error",
      from: { path: `^packages/local-cloud/src/(${SERVICES})/`, pathNot: TEST_FILE },
      to: {
        path: `^packages/local-cloud/src/(${SERVICES}|engine|resources|control)/`,
        pathNot: ["^packages/local-cloud/src/$1/", "^packages/local-cloud/src/iam/(evaluate|policy)[.]ts$"],
      },
    },
    {
      name: "engine-knows-no-cloud",
      comment: "The Pulumi engine deploys to any provider; AWS is not its affair.",
      severity: "error",
      from: { path: "^packages/local-cloud/src/engine/", pathNot: TEST_FILE },
      to: {
        path: [
          `^packages/local-cloud/src/(${SERVICES}|resources|wire|control)/`,
          ...npm("@aws-sdk/[a-z-]+", "@smithy/core"),
        ],
      },
    },
    allow(
      "cli-imports",
      "packages/cli",
      ...workspace("console", "local-cloud", "metrics", "rollout", "route-file", "router-core", "trainer"),
      "^infra/policy/src/index[.]ts$",
      "^infra/router/src/stage-config[.]ts$",
      ...npm(
        "commander",
        "@aws-sdk/client-cloudwatch",
        "@aws-sdk/client-cloudwatch-logs",
        "@aws-sdk/client-dynamodb",
        "@aws-sdk/client-lambda",
        "@aws-sdk/client-scheduler",
        "@resvg/resvg-js",
        "yaml",
        "zod",
      ),
    ),
    allow(
      "bench-imports",
      "bench",
      "^bench/naive-router/build/",
      ...workspace("rollout", "router-core", "trainer"),
      "^packages/local-cloud/src/lambda/cpu-limit[.]ts$",
      "^packages/lambda-handler/src/testdata/sdk-aws[.]ts$",
      "^packages/lambda-handler/build/bundle-lambda[.]ts$",
      "^packages/cli/src/rehearse/kit[.]ts$",
      ...npm("natural", "node-nlp", "selfsigned"),
    ),
    allow(
      "naive-router-imports",
      "bench/naive-router",
      ...workspace("router-core", "metrics"),
      ...npm("@aws-sdk/client-bedrock-runtime", "@aws-sdk/client-lambda", "@types/aws-lambda", "zod"),
    ),
    {
      name: "the-shipped-handler-has-no-sdk-client",
      comment: "The SDK's clients take longer to load than all of the router; their types are free.",
      severity: "error",
      from: { path: "^packages/lambda-handler/src/", pathNot: TEST_FILE },
      to: { path: npm("@aws-sdk/[a-z-]+"), dependencyTypesNot: ["type-only"] },
    },
    {
      name: "infra-imports",
      comment:
        "Pulumi programs describe; they import Pulumi, a schema library, and of our packages only the catalogue of metrics: alarms and dashboards must name what the handler sends.",
      severity: "error",
      from: { path: "^infra/(foundation|router)/src/", pathNot: TEST_FILE },
      to: {
        dependencyTypesNot: ["core"],
        pathNot: [
          "^infra/$1/src/",
          ...workspace("metrics"),
          ...npm("@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "zod"),
        ],
      },
    },
    allow("infra-policy-imports", "infra/policy", ...npm("@pulumi/policy")),
    {
      name: "front-door-only",
      comment: "Another package is entered through its exports.",
      severity: "error",
      from: { path: "^(packages|infra)/([^/]+)/", pathNot: "^packages/local-cloud/src/engine/testdata/" },
      to: {
        path: "^packages/",
        pathNot: [
          "^$1/$2/",
          "^packages/[^/]+/src/(index|testing)[.]ts$",
          "^packages/local-cloud/src/iam/index[.]ts$",
          "^packages/lambda-handler/build/",
        ],
      },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^((packages|infra)/[^/]+/dist|[.]turbo|[.]toolchain|[.]switchyard)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "types", "default"],
    },
  },
};

export default config;
