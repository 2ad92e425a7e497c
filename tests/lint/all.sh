#!/bin/sh
# Every check in turn; says at the end of each whether it held. $1: the compiler flags.
# shellcheck disable=SC2046 # lists of files have no blanks
cd "$(dirname "$0")/../.." || exit 2
status=0
step() {
	name=$1; shift
	if "$@"; then echo "ok    $name"; else echo "FAIL  $name"; status=1; fi
}
files() { git ls-files -co --exclude-standard "$@"; }
step format clang-format-14 --dry-run -Werror $(files '*.c' '*.h')
step layers tests/lint/layers.sh
step headers tests/lint/headers.sh "$1"
step symbols tests/lint/symbols.sh
step sizes tests/lint/sizes.sh
step hosts tests/lint/hosts.sh
step cleanup sh -c '! git grep -nE "auto_(buf|arena|free|fd|file) [^=;()]*;" -- "server/*.c" "crypto/*.c"'
step shell sh -c 'for f; do bash -n "$f" || exit 1; done' sh $(files '*.sh' .ci/run)
# It knows neither auto_fd (the step "cleanup" looks after it) nor integers of 128 bits.
step cppcheck cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability \
	--inline-suppr --std=c11 --library=posix --suppress=missingIncludeSystem \
	--suppress=nullPointerArithmetic --suppress=nullPointer:'*schema.h' \
	--suppress=resourceLeak --suppress=shiftTooManyBits:'*public_field.h' \
	--suppress=normalCheckLevelMaxBranches --suppress=preprocessorErrorDirective \
	-I server/platform -I server -I . $(files 'server/*.c' 'crypto/*.c')
step tidy tests/lint/tidy.sh "$1"
exit $status
