#!/usr/bin/env bash
# Builds the router's image and pushes it, and tells its digest to the jobs after this one.
#   RELEASE  label of the image; optional. A new one makes a new digest of the same code.
set -euo pipefail

image=$(npm run -s switchyard -- build --json ${RELEASE:+--release "$RELEASE"})
digest=$(sed -nE 's/.*(sha256:[0-9a-f]{64}).*/\1/p' <<<"$image")
if [[ -z "$digest" ]]; then
  echo "Expected the digest of an image, found: $image" >&2
  exit 1
fi
echo "Image $digest"
echo "digest=$digest" >>"${GITHUB_OUTPUT:-/dev/null}"
echo "Image \`$digest\`" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
