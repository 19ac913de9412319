#!/usr/bin/env bash
# Moves the image that is in service in the stage before to this one, and stays until the verdict: 0 = in service,
# 1 = it is not, 4 = no verdict yet: run it again, it goes on where it was.
#   TO               the stage that gets the image
#   DIGEST           promote this image and no other; optional
#   PLAN             plan of the rollout; the stage's own without it
#   BY, WHY          for the audit trail
#   WITHOUT_WAITING  true = for a cure, however short it has been in service
#   DRY_RUN          true = judge the gate and show the changes
set -euo pipefail

: "${TO:?expected the name of a stage}"
options=(--to "$TO" --by "${BY:?expected who promotes}" --why "${WHY:?expected why}")
if [[ -n "${DIGEST:-}" ]]; then options+=(--digest "$DIGEST"); fi
if [[ -n "${PLAN:-}" ]]; then options+=(--plan "$PLAN"); fi
if [[ "${WITHOUT_WAITING:-false}" == true ]]; then options+=(--without-waiting); fi
if [[ "${DRY_RUN:-false}" == true ]]; then options+=(--dry-run); fi

npm run -s switchyard -- promote "${options[@]}" --timeout-minutes 330 --summary "${GITHUB_STEP_SUMMARY:-/dev/null}"
