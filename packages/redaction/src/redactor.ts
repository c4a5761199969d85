import { randomBytes } from 'node:crypto';
import type { Json } from '@agent-replay/contracts';
import { isPlaceholder, PLACEHOLDER, placeholders } from './placeholder.ts';
import type { RedactOptions } from './redact-options.ts';

/** What `createRedactor` takes: a project's `redact` section and the key of its store. */
export interface RedactorOptions extends RedactOptions {
  /** Key of the placeholders, from `openKey`. @default 32 random bytes, for this process only */
  key?: Uint8Array | string;
  /** Where `env` names are looked up. @default process.env */
  environment?: Readonly<Record<string, string | undefined>>;
}

/** Hints about bytes, as HTTP header values. */
export interface BytesHint {
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
}

/** Redacts a text that arrives in pieces. */
export interface RedactorStream {
  /** Takes the next piece and returns what is safe to keep so far, possibly "". */
  push(chunk: string): string;
  /** Returns the rest. */
  end(): string;
}

/** Takes secrets out of data. Every method is pure, deterministic under one key, and idempotent. */
export interface Redactor {
  text(value: string): string;
  json<T extends Json>(value: T): T;
  headers(list: readonly (readonly [string, string])[]): [string, string][];
  url(value: string): string;
  bytes(data: Uint8Array, hint?: BytesHint): Uint8Array;
  stream(): RedactorStream;
}

/** Makes a redactor. */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const placeholder = placeholders(options.key ?? randomBytes(32));
  const values = (options.values ?? []).toSorted((a, b) => b.length - a.length);
  const text = (value: string): string => {
    let out = '';
    let at = 0;
    for (const found of value.matchAll(PLACEHOLDER)) {
      out += plain(value.slice(at, found.index)) + found[0];
      at = found.index + found[0].length;
    }
    return out + plain(value.slice(at));
  };
  const plain = (value: string): string => {
    let out = value;
    for (const secret of values) out = out.replaceAll(secret, () => placeholder('value', secret));
    return out.replace(SHAPE, (found) => placeholder('secret', found));
  };
  const named = (name: string, value: string): string =>
    SECRET_NAME.test(name) && value !== '' && !isPlaceholder(value)
      ? placeholder('named', value)
      : text(value);
  const json = (value: Json, name = ''): Json => {
    if (typeof value === 'string') return named(name, value);
    if (Array.isArray(value)) return value.map((item) => json(item, name));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), json(inner, key)]));
  };
  return {
    text,
    json: (value) => json(value) as typeof value,
    headers: (list) => list.map(([name, value]) => [name, named(name, value)]),
    url: text,
    bytes(data) {
      const before = Buffer.from(data).toString('utf8');
      const after = text(before);
      return after === before ? data : Buffer.from(after);
    },
    stream() {
      let held = '';
      return {
        push(chunk) {
          held += chunk;
          return '';
        },
        end() {
          const rest = text(held);
          held = '';
          return rest;
        },
      };
    },
  };
}

const SHAPE =
  /\b(?:sk-[A-Za-z0-9_-]{16,200}|eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}|gh[pousr]_[A-Za-z0-9]{30,200})/g;
const SECRET_NAME = /^(?:proxy-)?authorization$|^(?:set-)?cookie$|(?:password|secret|api[-_]?key|token)$/i;
