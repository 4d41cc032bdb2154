#!/usr/bin/env bash
# Prints the tables of docs/performance.md: whole processes side by side with git, and
# the counts of evaluations. It needs Go and git, and takes minutes; with L many.
#
#   engine/benchmark/run.sh             histories S and M
#   engine/benchmark/run.sh S M L       these
#   ROUNDS=9 engine/benchmark/run.sh    pairs per row, instead of 5
#   HISTORIES=folder ...                keep the histories there and use them again
set -euo pipefail
cd "$(dirname "$0")/../.."

sizes=("$@")
if [ ${#sizes[@]} -eq 0 ]; then sizes=(S M); fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$work/ismsproof" ./cmd/ismsproof
go build -o "$work/measure" ./engine/benchmark/measure
histories=${HISTORIES:-$work/histories}
mkdir -p "$histories"

printf '%s, %s, %s processors, commit %s\n\n' \
  "$(go version | cut -d' ' -f3,4)" "$(git --version)" "$(getconf _NPROCESSORS_ONLN)" "$(git rev-parse --short HEAD 2>/dev/null || echo none)"
"$work/measure" -ismsproof "$work/ismsproof" -dir "$histories" -rounds "${ROUNDS:-5}" "${sizes[@]}"

printf '\n'
case " ${sizes[*]} " in *" L "*) export ISMSPROOF_BENCH_L=1 ;; esac
go test -count=1 -timeout 60m -v -run "TestWorkFollowsChanges/^($(IFS='|'; echo "${sizes[*]}"))\$" ./engine/benchmark | grep '^ *work_test.go' | sed 's/^ *work_test.go:[0-9]*: //'
