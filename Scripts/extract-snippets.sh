#!/usr/bin/env bash
# Writes every Swift block of README, docs and comments to the file that the tests compile.
set -euo pipefail
cd "$(dirname "$0")/.."
tests=Tests/DocumentationTests
{
  cat $tests/SnippetExtraction.swift
  echo 'let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)'
  echo "let file = root.appendingPathComponent(\"$tests/Snippets.swift\")"
  echo 'try SnippetExtraction(root: root).source.write(to: file, atomically: true, encoding: .utf8)'
} | swift -swift-version 6 -
