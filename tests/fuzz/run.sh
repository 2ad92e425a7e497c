#!/bin/sh
# Runs the fuzzer $1 on each target of $2 for $3 seconds. What it finds worth keeping stays in
# build/fuzz/corpus and is where the next run begins; an input that fails lies in build/fuzz/failed:
#   GONGYI_FUZZ=<target> build/fuzz/bin/gongyi-fuzz build/fuzz/failed/<target>-…
set -u
mkdir -p build/fuzz/failed
status=0
for target in $2; do
	corpus=build/fuzz/corpus/$target
	log=build/fuzz/$target.log
	mkdir -p "$corpus"
	if GONGYI_FUZZ=$target GONGYI_FUZZ_SEEDS=$corpus "$1" -max_total_time="$3" -timeout=20 \
		-rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
		-artifact_prefix="build/fuzz/failed/$target-" "$corpus" >"$log" 2>&1; then
		awk -v target="$target" '/number_of_executed_units/ { n = $2 } / cov: / { cov = $4 }
			END { print "ok    " target ": " n " inputs, " cov " places reached" }' "$log"
	else
		grep -v '^#' "$log" | tail -60
		echo "FAIL  $target: see $log"
		status=1
	fi
done
exit $status
