# make demo   set up, build, make a demonstration organisation, scan it
# make test   set up, build, run every test
# `make help` lists the rest.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
DEMO ?= build/demo

.PHONY: help demo test test-kafka build setup bench asan tsan fuzz lint format package docs clean

help:
	@sed -n 's/^# \(make .*\)/\1/p; s/^#: \(.*\)/\1/p' Makefile

setup:
	@tools/setup.sh

#: make build    the program at build/release/bonafide
build: setup
	@cmake --preset release >build/configure.log 2>&1 || { mkdir -p build; cmake --preset release; }
	@cmake --build --preset release -j $(JOBS) --target bonafide

demo: build
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@build/release/bonafide simulate --people 300 --days 90 --seed 1 --out $(DEMO)/exports
	@build/release/bonafide scan $(DEMO)/exports --out $(DEMO)/report
	@echo "The report: $(DEMO)/report/report.html"

test: setup
	@tools/test.sh

#: make asan     every test under the address and undefined-behaviour sanitizers
asan: setup
	@cmake --preset asan >/dev/null && cmake --build --preset asan -j $(JOBS) && ctest --preset asan -j $(JOBS)

#: make tsan     every test under the thread sanitizer
tsan: setup
	@cmake --preset tsan >/dev/null && cmake --build --preset tsan -j $(JOBS) && ctest --preset tsan -j $(JOBS)

#: make test-kafka   watch against a Kafka broker, whose jars Maven fetches (54 MB)
test-kafka: setup
	@cmake --preset release >/dev/null && cmake --build --preset release -j $(JOBS) --target test_watch
	@tools/kafka_broker.sh build/release/test_watch --gtest_filter='WatchKafka*'

#: make fuzz     short runs of the fuzzers (clang)
fuzz: setup
	@cmake --preset fuzz >/dev/null && cmake --build --preset fuzz -j $(JOBS) && ctest --preset fuzz -j $(JOBS)

#: make bench    the benchmarks of bench/README.md
bench: build
	@cmake --preset release -DBONAFIDE_BENCH=ON >/dev/null && cmake --build --preset release -j $(JOBS)
	@bench/run.sh

#: make lint     clang-tidy and the include check
lint: setup
	@tools/lint.sh

#: make format   clang-format over the sources
format:
	@clang-format-19 -i $$(git ls-files '*.cpp' '*.h')

#: make package  a Debian package under build/release
package: build
	@command -v dpkg-shlibdeps file >/dev/null || { echo "package: dpkg-dev and file are needed to name the libraries" >&2; exit 1; }
	@cd build/release && cpack -G DEB

#: make docs     docs/reference from the content files
docs: build
	@build/release/bonafide docs --out docs/reference

clean:
	@rm -rf build
