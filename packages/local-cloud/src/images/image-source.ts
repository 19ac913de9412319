import { AwsError } from "../aws-error.ts";
import type { ImageSource } from "../ports.ts";
import type { ImageContent } from "./image-content.ts";
import { type Registry, registryHost } from "./registry.ts";

const IMAGE_URI = /^([^/]+)\/([^:@]+)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** Reads images by `host/repository:tag` or `host/repository@sha256:…` from the account's own registry. */
export function createImageSource(registry: Registry, content: ImageContent): ImageSource {
  return {
    resolve: (imageUri) => {
      const [, host, repositoryName = "", imageTag, imageDigest] = IMAGE_URI.exec(imageUri) ?? [];
      if (host !== registryHost(registry.region) || (imageTag === undefined && imageDigest === undefined)) {
        throw invalid(
          `Source image ${imageUri} is not valid. Provide an image URI of the form ${registryHost(registry.region)}/<repository>:<tag> or @sha256:<digest>.`,
        );
      }
      // As with Docker, a tag beside a digest says nothing.
      const id = imageDigest === undefined ? { imageTag } : { imageDigest };
      const image = registry.findImage(repositoryName, id);
      const stored = image === undefined ? undefined : content.read(image.digest);
      if (image === undefined || stored === undefined) {
        throw invalid(`Source image ${imageUri} does not exist. Provide a valid source image.`);
      }
      const { env, entryPoint, command, workingDir } = stored.config;
      return { digest: image.digest, rootDir: stored.rootDir, env, entryPoint, command, workingDir };
    },
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
