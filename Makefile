# The two commands: `make run` and `make test`. `make help` lists the rest.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run dev test lint fmt build e2e bench faults setup

help: ## this list
	@sed -nE 's/^([a-z0-9]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

run: ## set up what is missing, build, start the console, print where to open it
	@scripts/setup.sh run && scripts/run.sh

dev: ## build, watch, reload in the browser
	@scripts/setup.sh run && scripts/dev.sh

test: ## set up what is missing, then everything: fmt, clippy, unit, SQL, route and browser tests
	@scripts/setup.sh test && scripts/test.sh

lint: ## rustfmt and clippy, warnings are errors
	@scripts/setup.sh run && scripts/lint.sh

fmt: ## format the code
	@. scripts/env.sh && cargo fmt --all

build: ## the release binary and the site folder
	@scripts/setup.sh run && scripts/build.sh release

e2e: ## the browser tests alone
	@scripts/setup.sh test && scripts/e2e.sh

bench: ## the release build measured against its budgets, as a table
	@scripts/setup.sh bench && scripts/bench.sh

faults: ## kill the console and its Postgres ten times each under load, and count what was lost
	@scripts/setup.sh run && scripts/faults.sh

setup: ## install what is missing, and nothing else
	@scripts/setup.sh test
