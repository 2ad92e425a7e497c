#!/bin/sh
# Installs the Debian packages named in $1 when one is missing, and newer versions of those in $2
# ("package=version …") when what is installed is older. Without the right to, says what to run.
set -eu
wanted=""
for package in $1; do
	dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted="$wanted $package"
done
for pair in ${2:-}; do
	have=$(dpkg-query -W -f='${Version}' "${pair%%=*}" 2>/dev/null || echo 0)
	dpkg --compare-versions "$have" ge "${pair#*=}" || wanted="$wanted ${pair%%=*}"
done
[ -z "$wanted" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root="sudo -n"
	else
		echo "Some Debian packages are missing. Run this as root, then try again:" >&2
		echo "  apt-get update && apt-get install --no-install-recommends$wanted" >&2
		exit 1
	fi
fi
echo "installing:$wanted"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
for pair in ${2:-}; do
	have=$(dpkg-query -W -f='${Version}' "${pair%%=*}")
	dpkg --compare-versions "$have" ge "${pair#*=}" && continue
	echo "${pair%%=*} is $have; version ${pair#*=} with its security fixes is needed" >&2
	exit 1
done
