#!/bin/sh
# Nothing of ours calls on another machine: an address in our files is an example (RFC 2606), this
# machine, or the name of a format. Packages' locks name where their authors take gifts, and must not
# name where they were fetched from.
cd "$(dirname "$0")/../.." || exit 2
! git grep -noE 'https?://[A-Za-z0-9.-]+\.[A-Za-z]+' -- ':!tests/vectors' ':!*package-lock.json' |
	grep -vE '://([a-z0-9.-]+\.)?(example|test|example\.com)$|://www\.w3\.org$'
status=$?
! git grep -n '"resolved"' -- '*package-lock.json' && exit $status
