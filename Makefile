# Everything that is done to this repository is a target here; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian 12 packages: what the build needs, what the tests' real servers need, what the benchmark compares with.
BUILD_PACKAGES := libstdc++-12-dev libncurses-dev libvirt-dev libtomlplusplus-dev libjson-c-dev libsqlite3-dev libsodium-dev libcurl4-openssl-dev libssl-dev libsnmp-dev pkg-config ncurses-base gettext
CORE_PACKAGES := libvterm-dev ncurses-term btop
TEST_PACKAGES := libvterm-dev btop tmux python3 python3-venv sqlite3 openssl iproute2 iptables netcat-openbsd curl ncurses-term procps openvpn snmpd \
	libvirt-daemon-system libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 qemu-utils seabios \
	polkitd dbus-daemon dbus-bin libsasl2-modules \
	prometheus-alertmanager prometheus-node-exporter prometheus-libvirt-exporter wireguard-go wireguard-tools openssh-client openssh-server nginx-light
BENCH_PACKAGES := snmpd htop btop hyperfine python3 prometheus-alertmanager prometheus nginx-light

# A dashboard is opened to have a look, so it is there at once: small libraries are part of the programs (each that is loaded takes a
# fifth of a millisecond), nothing is offered to others, and where the toolchain has LLVM's linker, relocations are packed.
LINKED_IN := .build/linked-in
LLVM_LINKER := $(wildcard $(dir $(realpath $(shell command -v swift)))ld.lld)
RELEASE := -c release --static-swift-stdlib -Xlinker --no-export-dynamic -Xswiftc -L$(LINKED_IN) \
	-Xswiftc -Xclang-linker -Xswiftc -static-libgcc $(if $(LLVM_LINKER),-Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs)
BIN := .build/release
# Beside the programs, where they look first.
TRANSLATED := $(BIN)/locale/de/LC_MESSAGES
PREFIX ?= /usr/local
# `make test SANITIZE=thread` or `=address`; its own folder, so that it does not throw the plain build away.
SANITIZE ?=
SANITIZED := $(if $(SANITIZE),--sanitize=$(SANITIZE) --scratch-path .build/$(SANITIZE))
# `make test FILTER=AlarmsTests`
FILTER ?=
ARGS ?=
# `make fuzz TARGET=snmp COUNT=1000000`
TARGET ?=
COUNT ?=
SEED ?=
INPUT ?=
# Recordings of real devices, which are no part of this repository, for the tests that read them; without them they are skipped.
RECORDINGS := $(abspath $(wildcard ../shared/data))
export WARTE_RECORDINGS ?= $(RECORDINGS)

.PHONY: help run test test-core test-collectors fuzz check bench lab install build format tables packages-build packages-core packages-test packages-bench

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 17

run: build ## set up what is missing, build, start the dashboard (ARGS="--config FILE")
	@$(BIN)/warte $(ARGS)

build: packages-build $(LINKED_IN) ## the two programs, optimised, in .build/release
	@swift build $(RELEASE) --product warted
	@swift build $(RELEASE) --product warte
	@mkdir -p $(TRANSLATED) && msgfmt --check -o $(TRANSLATED)/warte.mo Sources/Telemetry/Messages/de.po

# One after the other: on two cores a test that computes would starve one that waits for a real server until its deadline.
test: packages-build packages-test .build/venv ## all tests, real servers included (SANITIZE=thread|address, FILTER=NAME)
	@TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.txt LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leak-sanitizer.txt \
		WARTE_SANITIZE=$(SANITIZE) WARTE_PYTHON=$(CURDIR)/.build/venv/bin/python3 swift test --no-parallel $(SANITIZED) $(if $(FILTER),--filter '$(FILTER)')

# In a folder of its own: it is another package to the compiler.
test-core: packages-build packages-core ## the pure parts' tests, all at once: no root, no servers (FILTER=NAME)
	@WARTE_PARTS=core swift test --parallel --scratch-path .build/core $(if $(FILTER),--filter '$(FILTER)')

test-collectors: packages-build packages-test .build/venv ## the collectors' and transports' tests, their real servers included (FILTER=NAME)
	@WARTE_PARTS=collectors WARTE_PYTHON=$(CURDIR)/.build/venv/bin/python3 swift test --no-parallel --scratch-path .build/collectors $(if $(FILTER),--filter '$(FILTER)')

# In the folder of the collectors' tests; an unoptimised build, whose overflows trap and whose internals can be reached.
fuzz: packages-build packages-core ## hostile input for every parser of outside bytes (TARGET=NAME for one, COUNT=, SEED=, INPUT=FILE for one again)
	@WARTE_PARTS=collectors swift build --product warte-fuzz --scratch-path .build/collectors
	@mkdir -p .build/fuzz
	@SWIFT_BACKTRACE=enable=no .build/collectors/debug/warte-fuzz $(TARGET) --found .build/fuzz $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(if $(INPUT),--input $(INPUT))

check: packages-build packages-core ## format, lint, imports, warnings as errors: fast
	@swift format lint --strict --parallel --recursive Sources Tests Package.swift
	@.ci/names
	@swift build --build-tests --explicit-target-dependency-import-check error

format: ## write all sources in the project's format
	@swift format --in-place --parallel --recursive Sources Tests Package.swift

tables: packages-build packages-test ## write the README's tables of what collectors take, from their declarations
	@WARTE_GOLDEN=write swift test --filter 'ReadmeTests/everyCollectorsKeysAreShown'

bench: build packages-bench ## speed and size beside htop and btop, the store, the poller, the rules; interruptions beside Alertmanager
	@swift build $(RELEASE) --product warte-bench
	@swift build $(RELEASE) --product netsnmp-client
	@Tests/Bench/bench $(ARGS)

lab: build packages-test .build/venv ## a site in a box (hypervisors, VPN gateways with clients, an appliance) and the dashboard on it; needs root
	@Tests/Lab/lab play

install: build ## the programs, themes and translations under PREFIX (default /usr/local)
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(BIN)/warte $(BIN)/warted
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/warte/themes themes/*.theme
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/locale/de/LC_MESSAGES $(TRANSLATED)/warte.mo

# Python in a folder of its own: a Varlink client that is not ours and agents of SNMP that play recordings, for the tests.
.build/venv: Makefile
	@python3 -m venv $@ && $@/bin/pip install --quiet --disable-pip-version-check varlink snmpsim pysmi || { rm -rf $@; exit 1; }
	@touch $@

# A folder of archives alone: the linker takes a library's archive only where it finds no shared one first.
$(LINKED_IN): Makefile
	@mkdir -p $@ && find /usr/lib/gcc/*/12/libstdc++.a /usr/lib/*/lib{ncursesw,tinfo,json-c}.a -exec ln -sf -t $@ {} + && touch $@
packages-build:
	@.ci/packages $(BUILD_PACKAGES)
packages-core:
	@.ci/packages $(CORE_PACKAGES)
packages-test:
	@.ci/packages $(TEST_PACKAGES)
packages-bench:
	@.ci/packages $(BENCH_PACKAGES)
