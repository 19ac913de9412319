/** An AWS managed policy that the local cloud has. */
export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly document: string;
}

/** From the AWS Managed Policy Reference, version v1. Others are unknown here: attaching them is an error. */
export const AWS_MANAGED_POLICIES: readonly AwsManagedPolicy[] = [
  {
    arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    name: "AWSLambdaBasicExecutionRole",
    path: "/service-role/",
    id: "ANPAJNCQGXC42545SKXIK",
    createdAtMs: Date.parse("2015-04-09T15:03:43Z"),
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "*",
        },
      ],
    }),
  },
];
