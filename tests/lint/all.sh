#!/bin/sh
# Every check in turn; says at the end whether all of them held. $1: the compiler flags.
cd "$(dirname "$0")/../.." || exit 2
status=0
step() {
	name=$1; shift
	if "$@"; then echo "ok    $name"; else echo "FAIL  $name"; status=1; fi
}
sources=$(git ls-files -co --exclude-standard '*.c' '*.h')
shell=$(git ls-files -co --exclude-standard '*.sh' .ci/run)
step format clang-format-14 --dry-run -Werror $sources
step layers tests/lint/layers.sh
step headers tests/lint/headers.sh "$1"
step symbols tests/lint/symbols.sh
step sizes tests/lint/sizes.sh
step cleanup sh -c '! git grep -nE "auto_(buf|arena|free|fd|file) [^=;()]*;" -- "server/*.c" "crypto/*.c"'
step shell sh -c 'for f in '"$(echo $shell)"'; do bash -n "$f" || exit 1; done'
step cppcheck cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability \
	--inline-suppr --std=c11 --library=posix --suppress=missingIncludeSystem \
	--suppress=nullPointerArithmetic --suppress=nullPointer:'*schema.h' \
	--suppress=normalCheckLevelMaxBranches --suppress=preprocessorErrorDirective \
	-I server/platform -I server -I . $(git ls-files -co --exclude-standard 'server/*.c' 'crypto/*.c')
step tidy sh -c 'echo '"$(echo $(git ls-files -co --exclude-standard 'server/*.c' 'crypto/*.c'))"' | xargs -n 4 -P 2 sh -c '"'"'clang-tidy-14 --quiet "$@" -- '"$(echo "$1" | sed -e 's/-W[a-z=0-9-]*//g' -e 's/-ftrivial-auto-var-init=zero//' -e 's/-fzero-call-used-regs=used-gpr//')"' 2>/dev/null'"'"' sh'
exit $status
