// What Pulumi starts. Its runner puts ts-node in the way of every `require` of TypeScript, whatever PulumiPolicy.yaml says;
// an import from a module goes past it, to Node.
import "./src/pack.ts";
