#!/bin/sh
# Checks every #include against layers.txt: names file, line and the include that is not allowed.
cd "$(dirname "$0")/../.." || exit 2
git ls-files -co --exclude-standard 'server/*.[ch]' 'crypto/*.[ch]' | xargs awk '
function dir_of(path) { sub(/\/[^\/]*$/, "", path); return path }
function last(path) { sub(/.*\//, "", path); return path }
BEGIN {
	while ((getline line < "tests/lint/layers.txt") > 0) {
		if (line ~ /^#/ || line !~ /[^ \t]/) continue
		split(line, half, "|")
		n = split(half[1], word, " ")
		if (word[1] in known) { print "layers.txt: " word[1] " is listed twice"; bad = 1 }
		if (system("test -d " word[1]) != 0) { print "layers.txt: no folder " word[1]; bad = 1 }
		known[word[1]] = 1
		may[word[1], last(word[1])] = 1
		for (i = 2; i <= n; i++) may[word[1], word[i]] = 1
		n = split(half[2], word2, " ")
		for (i = 1; i <= n; i++) { lib[word[1], word2[i]] = 1; outside[word2[i]] = 1 }
	}
}
/^#[ \t]*include/ {
	from = dir_of(FILENAME)
	name = $2; sub(/^[<"]/, "", name); sub(/[>"].*/, "", name)
	if (!(from in known)) { print FILENAME ": its folder is not in layers.txt"; bad = 1; nextfile }
	if ($2 ~ /^</) {
		key = name; sub(/\/.*/, "", key); sub(/\.h$/, "", key)
		if (key == "cJSON") key = "cjson"
		if ((key in outside) && !((from, key) in lib)) {
			print FILENAME ":" FNR ": " name " belongs to another folder"; bad = 1 }
		next
	}
	to = dir_of(name); if (to == name) to = from
	if (from == "server" && to == "server") next
	if (!((from, last(to)) in may)) { print FILENAME ":" FNR ": may not include " name; bad = 1 }
	if (to ~ /^(bodies|record|access|roll|elections)$/ && last(from) != to && last(name) != to ".h") {
		print FILENAME ":" FNR ": another module is reached through " to "/" to ".h only"; bad = 1 }
}
END { exit bad }'
