#!/usr/bin/env bash
# Ends the release that is under way in a stage: everyone is back on the stable version.
#   STAGE    where
#   BY, WHY  for the audit trail
set -euo pipefail

npm run -s switchyard -- release abort --stage "${STAGE:?expected the name of a stage}" \
  --by "${BY:?expected who rolls back}" --why "${WHY:?expected why}"
npm run -s switchyard -- release watch --stage "$STAGE" --until settled --timeout-minutes 10 || test $? -eq 1
npm run -s switchyard -- release status --stage "$STAGE" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
