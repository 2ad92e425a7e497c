#!/bin/sh
# Obtains a program that other people wrote, as Debian 13 packages it, without touching the system:
# the package and all it needs are unpacked into $2 (default build/peers/NAME) and started through
# that folder's own loader. The package source is the machine's own, with the name of the release
# changed; its signatures are checked with the keys the machine trusts, or with newer ones from a
# package that those have signed. Prints the path of the program. Exit 1 with one line on standard
# error when it cannot be had. A second run finds everything in place.
#
#   belenios-tool            3.x: elections by the same protocol
#   openapi-spec-validator   holds a document against OpenAPI 3.1
set -eu
release=trixie
name=$1
folder=${2:-build/peers/$name}
case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
program=$folder/$name
if [ -x "$program" ]; then
	echo "$program"
	exit 0
fi

# What to start, below the unpacked root, and how its answer to $asked begins when it runs.
case $name in
belenios-tool)
	package=belenios-tool starts=usr/bin/belenios-tool asked=--version answer='3.*' ;;
openapi-spec-validator)
	package=python3-openapi-spec-validator starts='usr/bin/python3 -W ignore -m openapi_spec_validator'
	asked=--help answer='usage*' ;;
*)
	echo "obtain: nothing is known of $name" >&2
	exit 1 ;;
esac

cannot() {
	echo "$name: $*" >&2
	exit 1
}
for need in apt-get dpkg-deb awk; do
	command -v "$need" >/dev/null || cannot "$need is not installed"
done
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$codename" ] || cannot "this system has no release name"

mkdir -p "$(dirname "$folder")"
work=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$work/root" "$work/state/lists/partial" "$work/cache/archives/partial" "$work/log"
: >"$work/status"

# Both notations of apt's sources: what offers `main` of this very release, nothing else of it.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
	[ -r "$file" ] && cat "$file"
done | awk -v from="$codename" -v to="$release" '
	$1 == "deb" {
		at = 2
		if ($2 ~ /^\[/) while ($at !~ /\]$/ && at < NF) at++
		if (at > 2 || $2 ~ /\]$/) at++
		if ($(at + 1) != from || (" " $0 " ") !~ / main /) next
		$(at + 1) = to
		print
	}' >"$work/sources.list"
mkdir "$work/sources.d"
for file in /etc/apt/sources.list.d/*.sources; do
	[ -r "$file" ] && { grep -v '^#' "$file"; echo; }
done | awk -v RS= -v FS='\n' -v from="$codename" -v to="$release" '
	{
		suites = main = off = 0
		for (i = 1; i <= NF; i++) {
			line = tolower($i) " "
			if (line ~ "^suites:.*[ \t]" from "[ \t]") suites = i
			if (line ~ /^components:.*[ \t]main[ \t]/) main = i
			if (line ~ /^enabled:[ \t]*(no|false|off)/) off = 1
			if (line ~ /^types:/) $i = "Types: deb"
		}
		if (!suites || !main || off) next
		$suites = "Suites: " to
		$main = "Components: main"
		for (i = 1; i <= NF; i++) print $i
		print ""
	}' >"$work/sources.d/$release.sources"
[ -s "$work/sources.list" ] || [ -s "$work/sources.d/$release.sources" ] ||
	cannot "apt has no source for $codename to derive one for $release from"

# An empty package status makes apt fetch every library, none is taken from this system.
apt() {
	apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Acquire::Retries=1 \
		-o Acquire::http::Timeout=20 -o Acquire::Languages=none \
		-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/sources.d" \
		-o Dir::State="$work/state" -o Dir::State::status="$work/status" \
		-o Dir::Cache="$work/cache" -o Dir::Log="$work/log" -o APT::Update::Error-Mode=any "$@" \
		>"$work/log/output" 2>&1
}
why() {
	grep -m 1 '^E:' "$work/log/output" || tail -n 1 "$work/log/output"
}

# An older system does not know the newer release's keys yet; its own release brings them.
renew_keys() {
	(cd "$work" && apt-get -qq download debian-archive-keyring) >/dev/null 2>&1 || return 1
	dpkg-deb -x "$work"/debian-archive-keyring_*.deb "$work/keys" || return 1
	keys=$work/keys/usr/share/keyrings/debian-archive-keyring.gpg
	sed -i -e 's/ \[[^]]*\]//' -e "s|^deb |deb [signed-by=$keys] |" "$work/sources.list"
	sed -i -e '/^[Ss]igned-[Bb]y:/,$ { /^[Ss]igned-[Bb]y:/d; /^[ \t]/d }' \
		-e "s|^Types:.*|&\\nSigned-By: $keys|" "$work/sources.d/$release.sources"
}
if ! apt update; then
	grep -q 'NO_PUBKEY\|not signed' "$work/log/output" && renew_keys && apt update || cannot "$(why)"
fi
apt -y --no-install-recommends --download-only install "$package" || cannot "$(why)"
for package in "$work"/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$work/root" || cannot "cannot unpack $(basename "$package")"
done

loader=$(find "$work/root" -name 'ld-linux*.so.*' | head -n 1)
libraries=$(find "$work/root" -name libc.so.6 | head -n 1)
[ -n "$loader" ] && [ -n "$libraries" ] || cannot "its packages hold no loader"
cat >"$work/$name" <<-END
	#!/bin/sh
	here=\$(cd "\$(dirname "\$0")" && pwd)
	PYTHONPATH= PYTHONHOME=\$here/root/usr exec "\$here/${loader#"$work"/}" \\
		--library-path "\$here/$(dirname "${libraries#"$work"/}")" "\$here/root/"$starts "\$@"
END
chmod +x "$work/$name"
case $("$work/$name" "$asked" 2>&1) in
$answer) ;;
*) cannot "the program that was unpacked does not start" ;;
esac
rm -rf "$work/state" "$work/cache" "$work/log" "$work/status" "$work/sources.list" "$work/sources.d" "$work/keys" "$work"/*.deb
trap - EXIT
mv -T "$work" "$folder" 2>/dev/null || rm -rf "$work" # another run was faster
echo "$program"
