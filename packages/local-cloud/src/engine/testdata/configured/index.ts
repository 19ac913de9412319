import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
export const size = config.requireNumber("size");
export const release = config.requireObject("release");
