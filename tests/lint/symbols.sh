#!/bin/sh
# Nothing of ours is named crypto_* or sodium_*: those prefixes belong to libsodium.
cd "$(dirname "$0")/../.." || exit 2
found=$(find build/release/obj -name '*.o' 2>/dev/null | xargs -r nm -A --defined-only 2>/dev/null |
	awk '$2 ~ /[TDBR]/ || $3 ~ /[TDBR]/' | grep -E ' (crypto|sodium)_[a-z0-9_]*$')
[ -z "$found" ] || { echo "$found"; exit 1; }
