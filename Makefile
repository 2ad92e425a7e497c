# Gongyi. `make help` lists the targets; every variant builds into build/<V>/.
V ?= release
B := build/$(V)
CC := gcc
FUZZ_CC := clang-14
MAKEFLAGS += --no-builtin-rules

# ---- what a machine needs (Debian 12) ---------------------------------------------------------
BUILD_PKGS := gcc make pkg-config libevent-dev libssl-dev libsodium-dev libsqlite3-dev libcjson-dev libqrencode-dev zlib1g-dev
TEST_PKGS  := sqlite3 valgrind xz-utils zstd chromium fonts-noto-cjk
FUZZ_PKGS  := clang-14 libclang-rt-14-dev
LINT_PKGS  := clang-format-14 clang-tidy-14 cppcheck pmccabe
# The security fixes this program relies on: CVE-2025-69277, and libevent's request smuggling.
MIN_libsodium23 := 1.0.18-1+deb12u1
MIN_libevent-2.1-7 := 2.1.12-stable-8+deb12u1

# ---- flags ------------------------------------------------------------------------------------
LIBS := libevent libevent_pthreads libevent_openssl openssl libsodium sqlite3 libcjson libqrencode zlib
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wformat=2 -Wundef -Wvla -Wcast-qual -Wwrite-strings \
	-Wpointer-arith -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough -Wdouble-promotion \
	-Wfloat-equal -Wframe-larger-than=16384 -fno-common -Wduplicated-cond -Wduplicated-branches \
	-Wlogical-op -Werror
FLAGS_debug   := -O1 -g3
FLAGS_release := -O2 -g -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection=full -fPIE -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
FLAGS_asan    := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g3 -fsanitize=thread
# Warnings are gcc's business; libFuzzer needs clang.
FLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -w
FLAGS_cov     := -O0 -g --coverage
LINK_release  := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LINK_asan     := -fsanitize=address,undefined
LINK_tsan     := -fsanitize=thread
LINK_fuzz     := -fsanitize=fuzzer,address,undefined
LINK_cov      := --coverage

CFLAGS  = -std=gnu17 -D_GNU_SOURCE $(FLAGS_$(V)) $(WARN) -I server/platform -I server -I tests -I . \
	-include base/banned.h $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
LDLIBS  = -Wl,--as-needed $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lm -pthread
LDFLAGS = $(LINK_$(V))

# ---- sources ----------------------------------------------------------------------------------
# gongyi-verify links crypto/, the rules and three platform folders: no database, no network.
VERIFY_MAIN := crypto/verify/main.c
VERIFY_DIRS := crypto crypto/wire crypto/verify server/rules server/platform/base \
	server/platform/schema server/platform/json
VERIFY_SRC  := $(wildcard $(addsuffix /*.c,$(VERIFY_DIRS)))
SERVER_MAIN := server/main.c
SERVER_SRC  := $(filter-out $(VERIFY_MAIN),$(wildcard crypto/*.c crypto/*/*.c)) \
	$(wildcard server/*.c server/*/*.c server/*/*/*.c)
FUZZ_SRC    := $(filter-out %_test.c,$(wildcard tests/fuzz/*.c)) \
	$(filter-out tests/harness/main.c,$(wildcard tests/harness/*.c))
TEST_SRC    := $(wildcard tests/*/*_test.c) $(wildcard tests/harness/*.c) \
	$(filter-out tests/fuzz/main.c %_test.c,$(wildcard tests/fuzz/*.c))
BENCH_SRC   := $(wildcard tests/bench/*.c tests/harness/*.c) tests/api/notes_test.c
# Links crypto/ as the programs do, but for what memcheck must be told (tests/secrets/main.c).
SECRETS_SRC := $(filter-out %_test.c,$(wildcard tests/secrets/*.c)) \
	$(wildcard crypto/*.c server/platform/base/*.c)
obj = $(patsubst %,$(B)/obj/%.o,$(basename $(1)))
EMBED := $(wildcard migrations/*.sql server/rules/profiles/*.json)

# The client is built by Node.js into one table of files (client-web/tools/pack.mjs).
CLIENT_SRC := $(shell find client-web -type f -not -path '*/node_modules/*')
CLIENT     := build/client/assets.c

.PHONY: all test test-long fuzz bench programs lint demo setup setup-test setup-fuzz setup-lint help clean format
all: setup $(B)/bin/gongyi $(B)/bin/gongyi-verify ## Build both programs (release)

$(B)/bin/gongyi: $(call obj,$(SERVER_SRC)) $(B)/obj/embedded.o $(B)/obj/assets.o
$(B)/bin/gongyi-verify: $(call obj,$(VERIFY_SRC)) $(B)/obj/embedded.o
$(B)/bin/gongyi-test: $(call obj,$(filter-out $(SERVER_MAIN),$(SERVER_SRC)) $(TEST_SRC)) $(B)/obj/embedded.o $(B)/obj/assets.o
# Each request the tests make is held against its contract as it ends (tests/harness/contract.h).
$(B)/bin/gongyi-test $(B)/bin/gongyi-fuzz: LDFLAGS += -Wl,--wrap=request_done
$(B)/bin/gongyi-fuzz: $(call obj,$(filter-out $(SERVER_MAIN),$(SERVER_SRC)) $(FUZZ_SRC)) $(B)/obj/embedded.o $(B)/obj/assets.o
# Nothing is held against anything while the clock runs.
$(B)/bin/gongyi-bench: $(call obj,$(filter-out $(SERVER_MAIN),$(SERVER_SRC)) $(BENCH_SRC)) $(B)/obj/embedded.o $(B)/obj/assets.o
$(B)/bin/gongyi-bench: LDFLAGS += -Wl,--defsym=__real_request_done=request_done
$(B)/bin/gongyi-secrets: $(call obj,$(SECRETS_SRC))
$(B)/bin/gongyi-secrets: LDFLAGS += -Wl,--wrap=reveal,--wrap=rand_bytes,--wrap=strlen
$(B)/bin/%:
	@mkdir -p $(@D)
	@echo "  link $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc   $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# Migrations and jurisdiction profiles travel inside the programs: one table of names and bytes.
$(B)/obj/embedded.o: $(B)/gen/embedded.c
	@$(CC) $(CFLAGS) -c -o $@ $<
$(B)/gen/embedded.c: $(EMBED) migrations server/rules/profiles Makefile
	@mkdir -p $(@D)
	@{ echo '/* generated by the Makefile */'; echo '#include "base/embed.h"'; n=0; \
	for f in $(sort $(EMBED)); do \
	  printf '__asm__(".section .rodata\\nfile_%d: .incbin \\"%s\\"\\nfile_%d_end: .byte 0\\n.previous\\n");\n' $$n $$f $$n; \
	  printf 'extern const unsigned char file_%d[], file_%d_end[];\n' $$n $$n; n=$$((n+1)); done; \
	echo 'const struct embedded embedded_files[] = {'; n=0; \
	for f in $(sort $(EMBED)); do printf '\t{"%s", file_%d, file_%d_end},\n' $$f $$n $$n; n=$$((n+1)); done; \
	echo '	{0}};'; } > $@

$(B)/obj/assets.o: $(CLIENT)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c -o $@ $<
$(CLIENT): client-web/node_modules/.package-lock.json $(CLIENT_SRC)
	@echo "  vite client-web"
	@node=$$(client-web/tools/node.sh 18) && export PATH="$$node:$$PATH" && npm run --silent --prefix client-web build && \
		node client-web/tools/pack.mjs
client-web/node_modules/.package-lock.json: client-web/package-lock.json
	@node=$$(client-web/tools/node.sh 18) && export PATH="$$node:$$PATH" && npm ci --silent --no-audit --no-fund --prefix client-web
	@touch $@

-include $(shell find build/$(V)/obj -name '*.d' 2>/dev/null)

# ---- set-up -----------------------------------------------------------------------------------
setup: ## Install the Debian packages the build needs
	@tests/setup.sh "$(BUILD_PKGS)" "libsodium23=$(MIN_libsodium23) libevent-2.1-7=$(MIN_libevent-2.1-7)"
setup-test: setup
	@tests/setup.sh "$(TEST_PKGS)"
setup-fuzz: setup
	@tests/setup.sh "$(FUZZ_PKGS)"
setup-lint: setup
	@tests/setup.sh "$(LINT_PKGS)"

# ---- checks -----------------------------------------------------------------------------------
T ?=
RUN_TESTS = node=$$(client-web/tools/node.sh 20) && GONGYI_NODE="$$node/node" GONGYI_BIN=build/release/bin GONGYI_ASAN_BIN=build/asan/bin build/asan/bin/gongyi-test
programs: setup setup-test
	@$(MAKE) --no-print-directory -j2 $(B)/bin/gongyi $(B)/bin/gongyi-verify $(B)/bin/gongyi-secrets
	@$(MAKE) --no-print-directory -j2 V=asan build/asan/bin/gongyi build/asan/bin/gongyi-verify build/asan/bin/gongyi-test
test: programs ## Run every bounded test under ASan and UBSan (T=text: those whose name contains text)
	@$(RUN_TESTS) "$(T)"

KILLS ?= 1000
test-long: programs ## Kill the service 1,000 times while voters vote (KILLS=n)
	@export GONGYI_KILL_ROUNDS=$(KILLS) GONGYI_TEST_SECONDS=86400; $(RUN_TESTS) kills/

SECONDS ?= 60
TARGETS ?= archive document record note statement json decide roll text request
fuzz: setup-fuzz ## libFuzzer over every parser of strangers' bytes (TARGETS=json SECONDS=60 each)
	@$(MAKE) --no-print-directory -j2 V=fuzz CC='$(FUZZ_CC)' build/fuzz/bin/gongyi-fuzz
	@tests/fuzz/run.sh build/fuzz/bin/gongyi-fuzz "$(TARGETS)" $(SECONDS)

bench: setup setup-test ## Measure what must be fast, as ratios to programs and loops beside it
	@$(MAKE) --no-print-directory -j2 $(B)/bin/gongyi $(B)/bin/gongyi-verify $(B)/bin/gongyi-bench
	@GONGYI_BIN=$(B)/bin GONGYI_ASAN_BIN=/nonexistent $(B)/bin/gongyi-bench "bench/$(T)"

lint: setup-lint ## Formatting, layers, headers, symbols, sizes, clang-tidy, cppcheck
	@tests/lint/all.sh "$(CFLAGS)"

format: ## Rewrite the sources in the house format
	@clang-format-14 -i $$(git ls-files -co --exclude-standard '*.c' '*.h')

FRESH ?=
demo: setup $(B)/bin/gongyi ## Serve a rehearsal community in its polling week (FRESH=1: made anew)
	@$(B)/bin/gongyi demo --data=build/demo $(if $(FRESH),--fresh)

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

clean: ## Remove everything that was built
	rm -rf build
