import * as pulumi from "@pulumi/pulumi";

/** The images of the account that builds them, by its stack of this same project. */
export function imagesOfAnotherAccount(stackName: string): {
  readonly repositoryUrl: pulumi.Output<string>;
  readonly imageUri: pulumi.Output<string>;
} {
  const stack = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stackName}`);
  const required = (name: string): pulumi.Output<string> =>
    stack.requireOutput(name).apply((value: unknown) => {
      if (typeof value === "string") return value;
      throw new pulumi.RunError(
        `Output ${name} of stack ${stackName}: expected text, found ${JSON.stringify(value)}. Deploy that stack first; it must build images.`,
      );
    });
  return { repositoryUrl: required("repositoryUrl"), imageUri: required("imageUri") };
}
