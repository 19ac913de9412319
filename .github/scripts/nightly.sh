#!/usr/bin/env bash
# Runs one part of what is done by night.
#   PART  mutation, simulations or fuzz
set -euo pipefail

npm run -s nightly -- --only "${PART:?expected mutation, simulations or fuzz}" --summary "${GITHUB_STEP_SUMMARY:-/dev/null}"
