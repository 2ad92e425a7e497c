#!/bin/sh
# Functions up to 60 lines and complexity 12, files up to 500 lines are the rule (reported beyond);
# 100 lines, complexity 20 or 800 lines fail. Files that are only tables are exempt by having no code.
cd "$(dirname "$0")/../.." || exit 2
files=$(git ls-files -co --exclude-standard 'server/*.c' 'crypto/*.c')
status=0
# pmccabe: modified complexity, complexity, statements, first line, lines, file(line): function
for f in $files; do pmccabe "$f"; done 2>/dev/null | awk -F'\t' '
	$5 > 100 || $2 > 20 { print "too long or complex: " $6 " (" $5 " lines, complexity " $2 ")"; bad = 1; next }
	$5 > 60 || $2 > 12 { print "  note: " $6 " (" $5 " lines, complexity " $2 ")" }
	END { exit bad }' || status=1
wc -l $files | awk '$2 != "total" && $1 > 800 { print "too long: " $2 " (" $1 " lines)"; bad = 1 }
	$2 != "total" && $1 > 500 && $1 <= 800 { print "  note: " $2 " (" $1 " lines)" }
	END { exit bad }' || status=1
exit $status
