# Everything a newcomer needs: make demo, make test. Both set themselves up; see scripts/setup.sh.
SHELL := /bin/sh
BIN := .venv/bin
SMOKE := hil/scenarios/smoke.yaml
STORIES := $(SMOKE) $(filter-out $(SMOKE),$(sort $(wildcard hil/scenarios/*.yaml)))
EVERYDAY := smoke several-loaded-cut hand-in f20-jam f26-wrong-door f42-second-master pins
JOBS ?= 4
# Every test starts programs: what was compiled once is kept, also where the environment forbids it.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/pytest -q --timeout=180
# Of all plugins this one takes a second to load, and only the tests of the APIs need it.
PLAIN := $(PYTEST) -p no:schemathesis
# What only computes gives way to what must answer in time.
GENTLY := nice -n 10
# Written down for each group of `make test`.
TIMED = sh scripts/timed.sh $@
RULES := $(addprefix tests/,domain mutants)
INNER := $(addprefix tests/,boards bus clock codes config docs store systemd udev vm)
# libatomic1: for the node that the browser's driver brings along.
TEST_PACKAGES := mosquitto chromium fonts-dejavu-core libatomic1 systemd udev shellcheck curl openssl
READER_PACKAGES := orca at-spi2-core dbus speech-dispatcher xvfb xdotool

.PHONY: demo test unit rules inner outer days stations pages sieges stories smoke heard lint types contracts scenarios vm-test boot-test bare-test deb deb-test arm-test sbom reuse audit docs chronicle format lock wheels bench campaign search virtual year thousands cuts attacks mutants fuzz clean

demo: ## the whole station on this machine, with simulated hardware; prints the page's address
	@sh scripts/setup.sh --demo mosquitto
	@$(BIN)/lockersim demo

test: ## all checks, the main stories included: four at a time, of which two must answer in time; the pages when all is quiet
	@sh scripts/setup.sh $(TEST_PACKAGES)
	@rm -rf build/times
	@$(MAKE) --no-print-directory --jobs=4 --output-sync=target WHOLE=1 stations stories rules outer sieges inner days types lint contracts pages; \
	ended=$$?; cat build/times/*; exit $$ended

ifdef WHOLE
sieges: | stations
pages: | stations stories sieges rules outer inner days types lint contracts
endif

unit: rules inner outer days ## every test but those of whole stations

rules: ## the rules, the searches through them, and the faults put into them
	@$(TIMED) $(GENTLY) $(PLAIN) -m "not campaign and not station" $(RULES)

inner: ## boards, buses, codes, store and what describes them
	@$(TIMED) $(GENTLY) $(PLAIN) -m "not campaign and not station" $(INNER)

outer: ## APIs, commands, central, the daemon, and the simulator
	@$(TIMED) $(GENTLY) $(PYTEST) -m "not campaign and not station" tests $(RULES:%=--ignore=%) $(INNER:%=--ignore=%) --ignore=tests/virtual

days: ## the whole daemon in virtual time: two hundred hours; `make virtual` plays thousands of days
	@$(TIMED) $(GENTLY) $(PLAIN) -m "not campaign" tests/virtual

stations: ## tests of whole stations in real time
	@$(TIMED) $(PLAIN) -m "station and not campaign" $$(grep -rl --include='test_*.py' 'mark\.station' tests | grep -Ev '^tests/(attacks|lockersim_page)/')

pages: ## the pages of a whole station in a browser, in real time
	@$(TIMED) $(PLAIN) -m "station and not campaign" tests/lockersim_page

sieges: ## the share of every attack that every test run plays; `make attacks` plays them whole
	@$(TIMED) $(PLAIN) tests/attacks

stories: ## the stories that every test run plays; `make scenarios` plays all
	@$(TIMED) $(BIN)/lockersim scenario --jobs 2 $(EVERYDAY:%=hil/scenarios/%.yaml)

smoke: ## twenty collections with a jam, a dead board, a SIGKILL and a broker outage
	@sh scripts/setup.sh --demo mosquitto
	@$(BIN)/lockersim scenario $(SMOKE)

heard: ## what the screen reader Orca says at the terminal page; writes docs/screen-reader.md
	@sh scripts/setup.sh $(TEST_PACKAGES) $(READER_PACKAGES)
	@$(BIN)/python hil/reader/heard.py docs/screen-reader.md

scenarios: ## every story of hil/scenarios, JOBS=4 at a time; the longest begins first
	@sh scripts/setup.sh --demo mosquitto
	@$(BIN)/lockersim scenario --jobs $(JOBS) $(STORIES)

lint:
	@$(TIMED) sh -c '$(BIN)/ruff check . && $(BIN)/ruff format --check .'

types:
	@$(TIMED) $(GENTLY) $(BIN)/mypy

contracts:
	@$(TIMED) $(BIN)/lint-imports

campaign: ## the long searches and fuzz runs; the contract's parser needs npm
	@sh scripts/setup.sh $(TEST_PACKAGES) npm
	@$(BIN)/pytest -q -m campaign

search: ## every interleaving at one door, at two, of hand-ins and of exchanges; LAYER=hand_in, ONLY=contact, STATES=2500 in each, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh
	@$(GENTLY) $(BIN)/python -m search --only "$(ONLY)" --jobs $(JOBS) --budget $${BUDGET:-60} $(LAYER:%=--layer %) $(STATES:%=--states %)

virtual: ## the whole daemon in virtual time, day after day; SEED=1, HOURS=24 a run, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh
	@$(GENTLY) $(BIN)/python -m virtual.campaign --seed $${SEED:-1} --hours $${HOURS:-24} --jobs $(JOBS) --budget $${BUDGET:-60}

year: ## one station of 48 doors for a year in virtual time; SEED=1, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh
	@$(GENTLY) $(BIN)/python -m virtual.year --seed $${SEED:-1} --budget $${BUDGET:-60}

thousands: ## a hundred thousand double presentations, receipts at midnight, and sequences of a hostile terminal; ONLY=midnight, BUDGET=60 minutes for each, goes on where it was
	@sh scripts/setup.sh
	@$(GENTLY) $(BIN)/python tests/campaigns/thousands.py --jobs $(JOBS) --budget $${BUDGET:-60} $(ONLY:%=--only %)

cuts: ## 200 power cuts of a machine at work, ten on each disk; SEED=1, CUTS=200, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh device-tree-compiler
	@$(GENTLY) $(BIN)/python hil/vm/cuts.py --cuts $${CUTS:-200} --seed $${SEED:-1} --jobs 2 --budget $${BUDGET:-60}

attacks: ## every attack of tests/attacks whole, of which make test runs a share; SEED=1, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh mosquitto
	@$(BIN)/python tests/attacks/campaign.py --seed $${SEED:-1} --budget $${BUDGET:-60}

mutants: ## faults put into the rules one at a time, which a test should notice; LAYER=domain/hand_over, SEED=1, BUDGET=60 minutes, goes on where it was
	@sh scripts/setup.sh
	@$(GENTLY) $(BIN)/python -m mutants --seed $${SEED:-1} --budget $${BUDGET:-60} --jobs $(JOBS) $(LAYER:%=--layer %)

fuzz: ## ten million spoilt frames for each board family; FRAMES=100000 for a short run
	@sh scripts/setup.sh
	@$(BIN)/python hil/bench/fuzz_frames.py --frames $${FRAMES:-10000000}

bench: ## the measurements of hil/bench; JSON in hil/bench/out
	@sh scripts/setup.sh mosquitto
	@for script in hil/bench/bench_*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

vm-test: ## a kernel of its own: pins, units, udev, a USB adapter and CYCLES=5 power cuts; see hil/vm/README.md
	@sh scripts/setup.sh device-tree-compiler
	@$(BIN)/python hil/vm/run.py --cycles $${CYCLES:-5}

boot-test: ## the package on Debian 12 and 13 with a real systemd: a day's work, faults, sandbox, update, purge; MATCH=update for some
	@sh scripts/setup.sh device-tree-compiler
	@$(BIN)/python hil/vm/run.py --only package-bookworm package-trixie --match "$(MATCH)"

bare-test: ## make demo and make test on bare trees of Debian 12 and 13, as root and as a user with sudo; see hil/bare/run.sh
	@sh hil/bare/run.sh

deb: ## the Debian packages in build/deb: four, or SUITE=bookworm or trixie, ARCH=amd64 or arm64
	@sh scripts/setup.sh
	@$(BIN)/python -m deb.build --suite "$(SUITE)" --arch "$(ARCH)"

deb-test: ## this machine's packages on trees of Debian 12 and 13: built twice, lintian, installed, removed; see hil/deb/run.sh
	@sh scripts/setup.sh
	@sh hil/deb/run.sh

arm-test: ## the package for arm64 on this machine, by qemu: installed, started, used; see hil/deb/arm.sh
	@sh scripts/setup.sh --demo mosquitto qemu-user-static debootstrap
	@sh hil/deb/arm.sh

docs: chronicle ## write everything that is generated: under docs, and the digests of the rules' chronicle
	@$(BIN)/python -m lockerd.api.openapi
	@$(BIN)/python -m lockerd.central.asyncapi >docs/contract/asyncapi.json
	@$(BIN)/python scripts/draw_tables.py
	@$(BIN)/python scripts/list_rule_tests.py
	@$(BIN)/python scripts/draw_boards.py
	@$(BIN)/python scripts/draw_commands.py
	@$(BIN)/python scripts/draw_reasons.py
	@$(BIN)/python scripts/draw_campaigns.py

chronicle:
	@$(BIN)/python tests/domain/chronicle.py --write

format:
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## compile the requirements files anew; needs uv
	@sh scripts/lock.sh

wheels: ## whether every locked requirement has a wheel for Python 3.11 to 3.14 on x86-64 and ARM
	@sh scripts/setup.sh
	@$(BIN)/python scripts/check_wheels.py

sbom: ## what others wrote in lockerd, as CycloneDX in build/lockerd.cdx.json, and under which licences
	@sh scripts/setup.sh
	@$(BIN)/python scripts/sbom.py

reuse: ## whether every file says under which licence it stands (REUSE)
	@sh scripts/setup.sh
	@$(BIN)/reuse lint

audit: ## known holes in the locked packages; needs pip-audit, and fails where it cannot reach its data
	@pip-audit --strict --require-hashes --disable-pip -r requirements.txt

clean:
	@rm -rf .venv build run .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
