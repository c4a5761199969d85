import { randomBytes } from 'node:crypto';
import { type Json, refuseUnknownKeys } from '@agent-replay/contracts';
import { bytesInParts, redactBytes, type BytesHint } from './redact-bytes.ts';
import type { Cleaner } from './cleaner.ts';
import { applyEdits, type Edit } from './edit.ts';
import { createRewrite } from './rewrite.ts';
import { createNames } from './names/names.ts';
import { createPlaceholders } from './placeholder.ts';
import type { RedactorOptions } from './redact-options.ts';
import { registeredSecrets } from './registered-secrets.ts';
import { ALL_RULES } from './rules/all-rules.ts';
import { redactJoined } from './rules/redact-joined.ts';
import { userRules } from './rules/user-rules.ts';
import { findValues } from './find-values.ts';
import { registeredValues } from './rules/values.ts';
import { createRunMemory } from './run-memory.ts';
import { createScanner } from './scanner.ts';
import { redactHeader } from './values/redact-header.ts';
import { redactUrl } from './values/redact-url.ts';

/** Redacts a text that arrives in pieces. */
export interface RedactorStream {
  /** Takes the next piece. Returns "" until the end: a secret may begin in any piece and end in a later one. */
  push(chunk: string): string;
  /** Returns the whole, redacted. */
  end(): string;
}

/** Takes secrets out of data. Every method is pure, deterministic under one key, and idempotent. */
export interface Redactor {
  text(value: string): string;
  /** Keeps the shape: keys, order, and the type of all but numbers that are secrets. */
  json<T extends Json>(value: T): T;
  headers(list: readonly (readonly [string, string])[]): [string, string][];
  url(value: string): string;
  /** Text in its charset, JSON and events by structure, gzip, deflate, br and zstd unpacked; the same object when nothing is found. */
  bytes(data: Uint8Array, hint?: BytesHint): Uint8Array;
  /** What `bytes` gives, in parts as they are asked for: a large body then stands in memory once. */
  parts(data: Uint8Array, hint?: BytesHint): Iterable<Uint8Array>;
  /** Redacts pieces that continue one another, and gives them back cut where they were cut. */
  chunks(pieces: readonly string[]): string[];
  stream(): RedactorStream;
  /** What has to go from a text, without a word of it. */
  find(text: string): { start: number; end: number; kind: string }[];
  /** The same for one run: what went as a credential once goes from everything that comes after, in every escaping. */
  remembering(): RunRedactor;
}

/** A redactor with a memory; it is no longer pure. */
export interface RunRedactor extends Redactor {
  /** Takes out of a text in which there is nothing else to find what the run gave away. */
  sweep(plain: string): string;
  /** Reads a text that was redacted before, and learns what stands in it beside its own placeholder. */
  recall(redacted: string): void;
}

/** A secret under another key would go to the disk. */
const OPTIONS = Object.keys({
  values: true,
  env: true,
  keys: true,
  allow_headers: true,
  allow_query: true,
  rules: true,
  key: true,
  environment: true,
} satisfies Record<keyof RedactorOptions, true>);

/**
 * Makes a redactor.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for a key that is none of its options
 * @example
 * const redactor = createRedactor({ key: await openKey('.agent-replay'), env: ['ACME_*'] });
 * redactor.json({ api_key: 'abc123' }); // { api_key: '[REDACTED:key:1f2e3d4c]' }
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  refuseUnknownKeys('Failed to make a redactor', options, OPTIONS);
  const known = createPlaceholders(options.key ?? randomBytes(32));
  const { placeholder } = known;
  const names = createNames(options);
  const values = findValues(registeredSecrets(options));
  const { rules = [] } = options;
  const own = [
    ...(values.isEmpty ? [] : [registeredValues(values)]),
    ...(rules.length === 0 ? [] : [userRules(rules)]),
  ];
  const rewrite = createRewrite(values, placeholder);
  const scanner = createScanner({ names, placeholder, rewrite, own, rules: ALL_RULES });
  const apply = (value: string, edits: readonly Edit[]): string => applyEdits(value, edits, placeholder);
  const text = (value: string): string => apply(value, scanner(value));
  const tools = { names, placeholder, inner: text };
  const plain = redactorOf({ edits: scanner, apply });
  return { ...plain, remembering: () => remember(plain) };

  function remember(one: Plain): RunRedactor {
    const memory = createRunMemory(known);
    const sweep = (value: string): string => memory.sweep(value);
    const run: RunRedactor = {
      ...redactorOf({ edits: scanner, apply: (value, edits) => sweep(apply(value, edits)) }),
      headers: (list) => {
        const clean = one.headers(list);
        for (const [, value] of clean) sweep(value);
        return clean.map(([name, value]) => [name, sweep(value)]);
      },
      url: (value) => sweep(one.url(value)),
      chunks: (pieces) => one.chunks(pieces).map(sweep),
      sweep,
      recall: (redacted) => memory.recall(redacted),
      remembering: () => run,
    };
    return run;
  }

  function redactorOf(cleaner: Cleaner): Plain {
    const clean = (value: string): string => cleaner.apply(value, cleaner.edits(value));
    return {
      text: clean,
      json<T extends Json>(value: T): T {
        const before = JSON.stringify([value]);
        const after = clean(before);
        return after === before ? value : (JSON.parse(after) as [T])[0];
      },
      headers: (list) =>
        list.map(([name, value]) => [name, rewrite(value, (each) => redactHeader(name, each, tools))]),
      url: (value) => clean(rewrite(value, (each) => redactUrl(each, tools))),
      bytes: (data, hint = {}) => redactBytes(data, hint, cleaner),
      parts: (data, hint = {}) => bytesInParts(data, hint, cleaner),
      chunks: (pieces) => redactJoined(pieces, { placeholder, edits: scanner }),
      stream() {
        let held: string[] = [];
        return {
          push(chunk) {
            held.push(chunk);
            return '';
          },
          end() {
            const rest = clean(held.join(''));
            held = [];
            return rest;
          },
        };
      },
      find: (value) => scanner(value).map(({ start, end, kind }: Edit) => ({ start, end, kind })),
    };
  }
}

type Plain = Omit<Redactor, 'remembering'>;
