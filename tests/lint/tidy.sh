#!/bin/sh
# clang-tidy over our sources, two at a time. What passed is remembered by the hash of the
# preprocessed file and the settings, in build/lint: only what changed is looked at again.
# $1: the compiler flags.
cd "$(dirname "$0")/../.." || exit 2
mkdir -p build/lint
TIDY_FLAGS=$(echo "$1" | sed -e 's/-W[a-z=0-9-]*//g' -e 's/-ftrivial-auto-var-init=zero//' \
	-e 's/-fzero-call-used-regs=used-gpr//')
export TIDY_FLAGS
git ls-files -co --exclude-standard 'server/*.c' 'crypto/*.c' | xargs -n 1 -P 2 sh -c '
	key=$({ cat .clang-tidy; clang-14 -E $TIDY_FLAGS "$1"; } 2>/dev/null | sha256sum | cut -c 1-40)
	[ -e "build/lint/$key" ] && exit 0
	said=$(clang-tidy-14 --quiet "$1" -- $TIDY_FLAGS 2>&1) || { echo "$said"; exit 1; }
	echo "$1" >"build/lint/$key"
' sh
