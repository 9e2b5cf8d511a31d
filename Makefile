# Every command of the project; `make` alone lists them. Each can be run again at any time.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory

PORT ?= 8000
PYTEST_ARGS ?=
WORKERS ?= 2

PYTHON := .venv/bin/python
FLASK := $(PYTHON) -m flask --app wsgi
PYTEST := $(PYTHON) -m pytest

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))
DEMO := sqlite:///$(CURDIR)/instance/demo.db

.PHONY: help setup run demo test test-slow test-security test-browser coverage lint fmt db-check approve bench bench-quick docs systems security-doc pins \
	translations installed tools test-tools native migrated

help: ## 列出全部命令 · list every command
	@awk 'BEGIN { FS = ":[^#]*## " } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: native installed $(CATALOGUES) migrated ## 安装依赖、检查字体和库、建库 · install, check libraries, make the database

run: setup ## 启动程序 http://127.0.0.1:8000 · start the program
	@$(FLASK) serve --port $(PORT)

demo: export DATABASE_URL := $(DEMO)
demo: export SHOUWANG_TOTP := 0
demo: native installed $(CATALOGUES) migrated ## 演示学校：账号、两份 PDF、启动 · the demo school: accounts, both PDFs, start
	@$(FLASK) demo --out $(CURDIR)/instance/demo
	@$(FLASK) serve --port $(PORT)

test: test-tools $(CATALOGUES) ## 全部测试（SQLite 与 PostgreSQL） · all tests on both databases
	@$(PYTEST) -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

test-slow: test-tools $(CATALOGUES) ## 较慢的测试 · the slow tests
	@$(PYTEST) -m slow -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)
	@$(PYTEST) -m timed $(PYTEST_ARGS)

test-security: test-tools $(CATALOGUES) ## 安全测试 · the tests of security, slow ones too
	@$(PYTEST) -m "security and not browser" -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

test-browser: test-tools $(CATALOGUES) ## 浏览器测试 · the tests in a real browser
	@$(PYTEST) -m browser $(PYTEST_ARGS)

coverage: test-tools $(CATALOGUES) ## 测试覆盖率 · what the tests reach
	@$(PYTEST) -n $(WORKERS) --cov --cov-report=term-missing:skip-covered --cov-report=html $(PYTEST_ARGS)

lint: tools ## 检查代码 · check the code, change nothing
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

fmt: tools ## 整理代码格式 · format the code
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

db-check: test-tools $(CATALOGUES) ## 检查数据库迁移 · migrations both ways, with data, equal to the models
	@$(PYTEST) -m migrations $(PYTEST_ARGS)

approve: tools $(CATALOGUES) ## 认可 tests/approved 的新内容 · take the present output as approved
	@APPROVE=1 $(PYTEST) -m approved $(PYTEST_ARGS)
	@git --no-pager diff --stat -- tests/approved

bench: tools $(CATALOGUES) ## 性能测量 · measure speed
	@$(PYTHON) -m bench

bench-quick: tools $(CATALOGUES) ## 性能速测（不到一分钟） · a small round of it
	@$(PYTHON) -m bench --quick

docs: tools ## 检查文档中的链接与命令 · check the links and commands in the docs
	@$(PYTHON) scripts/check_docs.py

translations: tools ## 更新英文翻译目录 · bring the English catalogue up to the source
	@$(PYTHON) scripts/translations.py

systems: tools $(CATALOGUES) ## 更新各项制度的落实表 · bring docs/systems.md up to the program
	@$(PYTHON) -m scripts.systems

security-doc: test-tools ## 安全说明里的测试表 · the table of tests in docs/security.md
	@$(PYTHON) -m tests.security.document

pins: ## 重新锁定依赖版本 · compile requirements*.txt again
	@scripts/compile_pins

native:
	@$$(scripts/find_python) scripts/native_check.py run

installed:
	@scripts/install run

tools: native
	@scripts/install dev

test-tools: tools
	@$(PYTHON) scripts/native_check.py tests --go-on

%.mo: %.po | installed
	@$(PYTHON) -m babel.messages.frontend --quiet compile -i $< -o $@

migrated: installed
	@$(PYTHON) scripts/migrate.py
