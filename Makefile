# run and test are all that one needs; the others serve those who carry on.

export LANG := ja_JP.UTF-8
TAGS := -tags migrated_fynedo
OUT ?= out/tour
CENTER := bin/yorisoi-center
DESKTOP := bin/yorisoi
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
SECRETS := github.com/zricethezav/gitleaks/v8@v8.30.1
VULNERABILITIES := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Packages whose goroutines matter most, tested with the race detector too.
RACE := ./store ./store/ledger ./store/sealed ./sync/center/... ./sync/client/... ./ui/async
DISPLAYED := $(or $(DISPLAY),$(WAYLAND_DISPLAY))

.PHONY: run test tour bench soak faults load build vet unit race vulnerabilities clean

run: ## install what is missing, build, open the program
ifeq ($(DISPLAYED),)
	@.ci/install build display
	@$(MAKE) --no-print-directory tour
	@echo "There is no display here. The pictures of the program are in $(OUT)."
else
	@.ci/install build
	@$(MAKE) --no-print-directory build
	./$(DESKTOP)
endif

test: ## install what is missing, run every check
	@.ci/install build test
	@$(MAKE) --no-print-directory vet unit race
	@$(MAKE) --no-print-directory tour OUT=out/test-tour

build:
	@mkdir -p bin
	go build $(TAGS) -o $(CENTER) ./cmd/yorisoi-center
	go build $(TAGS) -o $(DESKTOP) ./cmd/yorisoi

vet:
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
		test -z "$$unformatted" || { echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; }
	go vet $(TAGS) ./...
	GOOS=windows CGO_ENABLED=0 go vet ./store/... # pure Go: other systems compile too
	GOARCH=386 CGO_ENABLED=0 go vet ./store/sealed
	go run $(STATICCHECK) $(TAGS) ./...
	go run $(SECRETS) dir . --no-banner

# Not a part of `make test`: what it says changes from day to day, and it needs
# the vulnerability database of Go.
vulnerabilities: ## known vulnerabilities in Go and in the libraries, as far as this program reaches them
	go run $(VULNERABILITIES) $(TAGS) ./...

unit:
	YORISOI_FULL=1 go test $(TAGS) -timeout 20m ./...

race:
	go test -race $(TAGS) -short -timeout 40m $(RACE)

tour: ## drive the real program in a real window; pictures and transcript in OUT
	@.ci/install build display
	@$(MAKE) --no-print-directory build
	@mkdir -p $(OUT)
ifeq ($(DISPLAYED),)
	xvfb-run -a -s "-screen 0 1366x768x24" ./$(DESKTOP) tour -center ./$(CENTER) -out $(OUT)
else
	./$(DESKTOP) tour -center ./$(CENTER) -out $(OUT)
endif

bench: ## the budgets, as ratios measured in one run
	go test $(TAGS) -run '^$$' -bench . -timeout 60m ./store/... ./sync/... ./ui/page ./ui/widget

# SEEDS runs of the simulation from seed FIRST on, on all processors, with a
# running count and the figures at the end; a seed that fails says how to replay
# it. WORKERS=1 leaves the other processors to others. HARSH=house, back, restore,
# both or walls makes rare trouble frequent. `make test` runs some seeds of its own.
SEEDS ?= 1000
FIRST ?= 1
WORKERS ?=
HARSH ?=

soak: ## simulate SEEDS worlds under all kinds of trouble
	YORISOI_SIM_SOAK=1 YORISOI_SIM_SEEDS=$(SEEDS) YORISOI_SIM_FIRST=$(FIRST) YORISOI_SIM_WORKERS=$(WORKERS) YORISOI_SIM_HARSH=$(HARSH) go test $(TAGS) -count=1 -v -run '^TestSoak$$' -timeout 0 ./sync/sim

faults: ## every fault at every step of the sealed store; `make test` tries a part of them
	YORISOI_FAULTS=1 go test -count=1 -v -timeout 60m ./store/sealed

load: ## a city's load on real processes, with figures; `make test` runs it small
	YORISOI_LOAD=1 go test $(TAGS) -count=1 -v -timeout 60m ./sync/load

clean:
	rm -rf bin out
