#!/usr/bin/env bash
# Deploys a stage, and stays until its release has ended: 0 = in service, 1 = it is not, 4 = no verdict yet: run it
# again, it goes on where it was.
#   STAGE    which
#   DIGEST   image of the repository; without it, the one that was built last
#   PLAN     plan of the release; the stage's own without it
#   BY, WHY  for the audit trail
set -euo pipefail

options=(--stage "${STAGE:?expected the name of a stage}" --by "${BY:-deployment}" --why "${WHY:-deployed}")
if [[ -n "${DIGEST:-}" ]]; then options+=(--digest "$DIGEST"); fi
if [[ -n "${PLAN:-}" ]]; then options+=(--plan "$PLAN"); fi

npm run -s switchyard -- deploy "${options[@]}" --release --timeout-minutes 330 --summary "${GITHUB_STEP_SUMMARY:-/dev/null}"
