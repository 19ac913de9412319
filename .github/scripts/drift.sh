#!/usr/bin/env bash
# Looks for what was changed by hand in a stage, and fails where there is something.
#   STAGE  which
set -euo pipefail

npm run -s switchyard -- drift --stage "${STAGE:?expected the name of a stage}" --summary "${GITHUB_STEP_SUMMARY:-/dev/null}"
