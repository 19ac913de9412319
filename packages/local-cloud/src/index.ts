export { ACCOUNT_ID } from "./account.ts";
export type { BedrockSettings } from "./bedrock/settings.ts";
export { type ClockScale, cloudTime } from "./clock.ts";
export {
  type CloudControl,
  type CloudEndpoints,
  type CloudOptions,
  openCloud,
  type StackCommand,
} from "./cloud.ts";
export { connectToCloud, type RemoteCloud } from "./control/client.ts";
export { type ControlServer, serveControl } from "./control/server.ts";
export type { DeployEvent, DeployResult, StackOutputs } from "./engine/deploy.ts";
export type { RegisteredResource } from "./engine/events.ts";
export type { CloudFaults, FaultsChange, VersionFaults } from "./faults/settings.ts";
export type { CpuAnswer, CpuChange } from "./lambda/cpu-settings.ts";
export type { Notice } from "./ports.ts";
export type { DeploymentCall } from "./recorded-calls.ts";
