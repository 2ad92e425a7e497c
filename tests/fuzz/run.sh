#!/bin/sh
# Runs the fuzzer $1 on each target of $2 for $3 seconds. What it finds worth keeping stays in
# build/fuzz/corpus and is where the next run begins; an input that fails lies in build/fuzz/failed:
#   GONGYI_FUZZ=<target> build/fuzz/bin/gongyi-fuzz build/fuzz/failed/<target>-…
set -eu
mkdir -p build/fuzz/failed
for target in $2; do
	corpus=build/fuzz/corpus/$target
	mkdir -p "$corpus"
	GONGYI_FUZZ=$target GONGYI_FUZZ_SEEDS=$corpus "$1" -max_total_time="$3" -timeout=20 \
		-rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="build/fuzz/failed/$target-" "$corpus"
done
