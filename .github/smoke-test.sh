#!/usr/bin/env bash
# Starts Azurite and the built app under the Core Tools, and sees one job through. Usage: smoke-test.sh FOLDER_OF_THE_BUILT_APP
set -euo pipefail

app=$1
api=http://localhost:7071/api/v1
logs=$(mktemp -d)

show_logs() {
  local status=$?
  kill $(jobs -p) 2>/dev/null || true
  [ "$status" -eq 0 ] || tail -n 100 "$logs"/*
}
trap show_logs EXIT

src/JobFunctions.LocalHost/Emulator/node_modules/.bin/azurite \
  --inMemoryPersistence --skipApiVersionCheck --disableTelemetry >"$logs/azurite" 2>&1 &
func start --no-build --script-root "$app" --port 7071 >"$logs/func" 2>&1 &

# Asks until the answer holds the word, for up to a minute and a half.
await() {
  local answer
  for _ in $(seq 90); do
    answer=$(curl --silent --max-time 5 "$api/$1") || true
    [[ $answer == *"\"$2\""* ]] && return
    sleep 1
  done
  echo "$api/$1 never answered with $2" >&2
  return 1
}

await health/ready ready
job=$(curl --silent --fail --header 'content-type: application/json' \
  --data '{"name": "smoke test", "type": "noop", "config": {"duration_ms": 200, "steps": 2}}' "$api/jobs/submit" | jq --raw-output .job_id)
await "jobs/$job" completed
echo "Job $job completed."
