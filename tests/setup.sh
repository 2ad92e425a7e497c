#!/bin/sh
# Installs the Debian packages named in $1 when one is missing, and newer versions of those in $2
# ("package=version …") when what is installed is older. Without the right to, says what to run. A
# version that cannot be had is only a warning: the programs load whatever is installed later.
set -eu

# Prints those of the pairs that are installed in an older version.
too_old() {
	for pair in $1; do
		have=$(dpkg-query -W -f='${Version}' "${pair%%=*}" 2>/dev/null || echo 0)
		dpkg --compare-versions "$have" ge "${pair#*=}" || printf ' %s' "${pair%%=*}"
	done
}

missing=""
for package in $1; do
	dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
wanted="$missing$(too_old "${2:-}")"
[ -z "$wanted" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		as_root="sudo -n"
	else
		echo "Debian packages are missing or old. Run this as root:" >&2
		echo "  apt-get update && apt-get install --no-install-recommends$wanted" >&2
		[ -z "$missing" ]
		exit
	fi
fi
echo "installing:$wanted"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
old=$(too_old "${2:-}")
[ -z "$old" ] && exit 0
echo "warning:$old without known security fixes; give apt the security suite of this release, then upgrade" >&2
