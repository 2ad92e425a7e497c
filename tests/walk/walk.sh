#!/usr/bin/env bash
# Runs the blocks that are marked sh in a document ($1), one after another in one shell, with the
# programs of $GONGYI_BIN and another port than a person's.
set -eu
document=$1
port=$((20000 + RANDOM % 20000))
script=$(awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$document" |
	sed -e 's/^make && //' -e "s/8090/$port/g")
[ -n "$script" ] || { echo "$document has nothing to run" >&2; exit 1; }
mkdir -p build/walk/tmp
export TMPDIR=$PWD/build/walk/tmp
ln -sfn "$(realpath "$GONGYI_BIN")" build/walk/bin
script=${script//build\/release\/bin/build\/walk\/bin}
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$TMPDIR"' EXIT
eval "$script"
