# Two commands do everything: `make predict` runs the main job, `make test` runs the tests.

ARCHITECTURE ?= Examples/resnet50.onnx
OUTPUT ?= resnet50.safetensors
PREFIX ?= /usr/local
# Linked with the Swift libraries themselves, the command needs no toolchain: what `make predict`
# builds is what `make install` installs.
BUILD = swift build -c release --static-swift-stdlib --scratch-path .build-command
BUILD_MPI = swift build -c release --static-swift-stdlib --traits MPI --scratch-path .build-mpi
# What tests start with an MPI: faster to build, slower to run.
BUILD_TEST = swift build -Xcc -O2 --traits MPI --product ghn-predict
COMMAND = $$($(BUILD) --show-bin-path)/ghn-predict

.PHONY: help predict data build test test-onnx fuzz test-bindings c-library python lint benchmark inputs benchmark-training benchmark-products train-smoke reproduce-training install docs manual mpi openmpi mpich test-mpi clean

help: ## Say what can be made.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 28

predict: build ## Predict every parameter of ResNet-50 and write them to a file.
	$(COMMAND) $(ARCHITECTURE) --output $(OUTPUT) --force

data: ## Install Fashion-MNIST, from Debian's package.
	@Scripts/install-packages.sh dataset-fashion-mnist

build: ## Build the command ghn-predict, optimized.
	@Scripts/install-packages.sh
	$(BUILD) --product ghn-predict

test: lint ## Check the style, build, and run every test.
	swift test -c release
	@$(MAKE) --no-print-directory test-onnx
	@$(MAKE) --no-print-directory test-bindings

test-onnx: ## Run the official tests of ONNX operators (RECORD=1 writes their table anew).
	@Scripts/install-packages.sh
	$(BUILD) --product onnx-conformance
	$$($(BUILD) --show-bin-path)/onnx-conformance $$(Scripts/onnx-tests.sh) docs/onnx-tests.md \
	  $(if $(RECORD),--record)

fuzz: ## Send mutated files through all that is done with them, for MINUTES (FIRST=1: always the same).
	@Scripts/install-packages.sh
	Tests/Fuzz/whole.sh $(or $(MINUTES),1) $(FIRST)

# Whatever is linked from Swift lies in the library itself, which shows the names of ghn.h alone.
LIBRARY = swift build -c release --product ghn --scratch-path .build-library \
  -Xswiftc -static-stdlib -Xlinker --version-script=$(CURDIR)/Bindings/C/ghn.map

c-library: ## Build the C library, dist/libghn.so, with its header.
	@Scripts/install-packages.sh
	$(LIBRARY)
	install -D -t dist $$($(LIBRARY) --show-bin-path)/libghn.so
	strip --strip-unneeded dist/libghn.so
	install -m 644 -t dist Bindings/C/ghn.h

python: c-library ## Build the Python package: a wheel in dist.
	Scripts/build-wheel.sh

test-bindings: python ## Test the wheel and the C example, in an environment of their own.
	Scripts/test-bindings.sh

lint: ## Check the style of every Swift file.
	@Scripts/install-packages.sh
	swift format lint --strict --recursive --parallel \
	  Package.swift Sources Tests $(wildcard Benchmarks Examples)

install: build ## Install command, models, manual page and completions below PREFIX (/usr/local), which DESTDIR may precede.
	install -D $(COMMAND) $(DESTDIR)$(PREFIX)/bin/ghn-predict
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/ghn Models/*.safetensors
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 docs/ghn-predict.1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(COMMAND) --generate-completion-script bash \
	  > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/ghn-predict
	$(COMMAND) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ghn-predict
	$(COMMAND) --generate-completion-script fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/ghn-predict.fish

MODULES = GraphHyperNetworks GHN ArchDAG TensorFiles Tensors FileBytes ParameterFiles \
  NetworkExecution ImageData ArchitectureSampling Evaluation Optimization FineTuning Training \
  TrainingLog Pictures ArchitectureSearch Distributed Concurrency Randomness Autograd Layers Kernels \
  GatedGNN Graphormer

docs: ## Write the documentation of every public module into .build-docs/site.
	@Scripts/install-packages.sh
	@mkdir -p .build-docs/site
	@for module in $(MODULES); do \
	  GHN_DOCS=1 swift package --scratch-path .build-docs \
	    --allow-writing-to-directory .build-docs/site generate-documentation --target $$module \
	    --warnings-as-errors --disable-indexing --transform-for-static-hosting \
	    --output-path .build-docs/site/$$module || exit 1; \
	done
	@echo "written to .build-docs/site"

manual: ## Write docs/ghn-predict.1 anew from the command's own help.
	@Scripts/install-packages.sh
	swift package --allow-writing-to-package-directory generate-manual
	sed 's/^$$/.Pp/' .build/plugins/GenerateManual/outputs/ghn-predict/ghn-predict.1 > docs/ghn-predict.1

benchmark: ## Measure, and print time, floor and ratio (RESULTS=FILE keeps them as JSON).
	@Scripts/install-packages.sh
	$(BUILD) --product ghn-benchmark
	env -u OPENBLAS_CORETYPE $$($(BUILD) --show-bin-path)/ghn-benchmark \
	  --commit $$(git rev-parse --short HEAD) $(if $(RESULTS),--json $(RESULTS)) $(if $(SWEEP),--sweep $(SWEEP)) \
	  $(if $(SMALL),--skip-large)

inputs: ## Read and predict every ONNX file of FOLDERS (RESULTS=FILE keeps what became of them).
	@test -n "$(FOLDERS)" || { echo "error: name the folders of ONNX files: make inputs FOLDERS='models more-models'" >&2; exit 64; }
	@Scripts/install-packages.sh
	$(BUILD) --product ghn-benchmark
	env -u OPENBLAS_CORETYPE $$($(BUILD) --show-bin-path)/ghn-benchmark \
	  --commit $$(git rev-parse --short HEAD) $(if $(RESULTS),--json $(RESULTS)) \
	  $(patsubst %,--inputs %,$(FOLDERS))

benchmark-training: ## Measure how fast a GHN is trained (RESULTS=FILE keeps it as JSON).
	@Scripts/install-packages.sh
	$(BUILD) --product ghn-benchmark
	env -u OPENBLAS_CORETYPE $$($(BUILD) --show-bin-path)/ghn-benchmark \
	  --training Benchmarks/Networks/training-200.json \
	  --commit $$(git rev-parse --short HEAD) $(if $(RESULTS),--json $(RESULTS))

benchmark-products: ## Multiply matrices with every kind of kernels (RESULTS=FILE keeps it as JSON).
	@Scripts/install-packages.sh
	$(BUILD) --product ghn-benchmark
	$$($(BUILD) --show-bin-path)/ghn-benchmark --products --commit $$(git rev-parse --short HEAD) \
	  $(if $(RESULTS),--json $(RESULTS))

train-smoke: build ## Train a GHN on handwritten digits for a minute or two.
	env -u OPENBLAS_CORETYPE $(COMMAND) train \
	  --data Examples/digits --steps 400 --learning-rate 0.003 --warm-up 30 --normalize-inputs \
	  --hidden 16 --largest-channels 16 --largest-kernel 7 --no-flips -o digits.safetensors --force

reproduce-training: build ## Run 200 steps of the training of Models/in-training twice, and compare.
	@Scripts/install-packages.sh dataset-fashion-mnist
	Scripts/reproduce-training.sh $(COMMAND)

mpi: ## Build the command for clusters, with Open MPI (MPICC=mpicc: with another MPI), into .build-mpi.
	@Scripts/install-packages.sh $(if $(MPICC),,libopenmpi-dev openmpi-bin)
	$(BUILD_MPI) --product ghn-predict $$(Scripts/mpi-flags.sh $(or $(MPICC),mpicc.openmpi))

openmpi: ## Build the command with Open MPI, unoptimized, into .build-openmpi.
	@Scripts/install-packages.sh libopenmpi-dev openmpi-bin
	$(BUILD_TEST) --scratch-path .build-openmpi $$(Scripts/mpi-flags.sh mpicc.openmpi)

mpich: ## Build the command with MPICH, unoptimized, into .build-mpich.
	@Scripts/install-packages.sh libmpich-dev mpich
	$(BUILD_TEST) --scratch-path .build-mpich $$(Scripts/mpi-flags.sh mpicc.mpich)

test-mpi: openmpi mpich ## Run the tests of work that several processes share, with Open MPI and MPICH.
	@Scripts/install-packages.sh python3-joblib python3-dask
	GHN_OPEN_MPI_COMMAND=$$(swift build --scratch-path .build-openmpi --show-bin-path)/ghn-predict \
	  GHN_MPICH_COMMAND=$$(swift build --scratch-path .build-mpich --show-bin-path)/ghn-predict \
	  swift test -c release --filter 'DistributedTests|Shared.*Tests|ShardExampleTests|MPICHTests'

clean: ## Remove what was built.
	swift package clean
	rm -rf .build-command .build-docs .build-library dist .build-mpi .build-openmpi .build-mpich $(OUTPUT)
