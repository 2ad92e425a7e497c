#!/bin/sh
# Nothing of ours calls on another machine: an address in our files is an example (RFC 2606), this
# machine, or the name of a format.
cd "$(dirname "$0")/../.." || exit 2
! git grep -noE 'https?://[A-Za-z0-9.-]+\.[A-Za-z]+' -- ':!tests/vectors' |
	grep -vE '://([a-z0-9.-]+\.)?(example|test|example\.com)$|://www\.w3\.org$'
