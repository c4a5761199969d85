import { randomUUID } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentReplayError, sha256 } from '@agent-replay/contracts';
import { realPlace } from './real-place.ts';

/** Where a store is. */
export interface StorePlace {
  kind: 'sqlite' | 'postgres';
  /** A path, or a URL with all that it takes to get in. */
  target: string;
  /** As it was named, without a password. */
  shown: string;
  /** What tells it from other stores: a password that is changed leads to the same one. */
  identity: string;
  /** Folder of the key and the spool. */
  folder: string;
}

/** Reads the name of a store. @throws {AgentReplayError} `OPTION_INVALID` when it is none */
export function storePlace(url: string): StorePlace {
  if (typeof url !== 'string') throw notAStore(url);
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const [shown, identity] = [withoutPassword(url), databaseOf(url)];
    return { kind: 'postgres', target: url, shown, identity, folder: resolve('.agent-replay') };
  }
  const path = url.startsWith('file:') ? fileURLToPath(url) : url.replace(/^sqlite:(?:\/\/)?/, '');
  if (path === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw notAStore(url);
  }
  if (path === ':memory:')
    return {
      kind: 'sqlite',
      target: path,
      shown: path,
      identity: randomUUID(),
      folder: resolve('.agent-replay'),
    };
  const target = resolve(path);
  // Who comes by a link and who comes by the file have one store: one key, one spool.
  const identity = realPlace(target);
  return { kind: 'sqlite', target, shown: url, identity, folder: dirname(identity) };
}

/**
 * A URL, or a text with one in it, that may be shown. Of a URL alone the password is what the URL says; in a text, and
 * where one is not escaped, it ends no sooner than at the last @ of the line.
 */
export function withoutPassword(text: string): string {
  const [, quote = '', url = ''] = /^("?)([a-z][a-z0-9+.-]*:\/\/[^\s"]*)\1$/i.exec(text) ?? [];
  const userinfo = userinfoOf(url);
  if (userinfo === null) return withoutAny(text);
  const [before, after] = [url.slice(0, userinfo.from), url.slice(userinfo.to)];
  const user = url.slice(userinfo.from, userinfo.to).split(':', 1)[0] as string;
  const shown = userinfo.hasPassword ? `${user}:***` : user;
  return `${quote}${before}${shown}${withoutNamed(after)}${quote}`;
}

/** Where a URL has its user and password; null for what is none, or of which a part may be of the password. */
function userinfoOf(url: string): { from: number; to: number; hasPassword: boolean } | null {
  const parsed = URL.parse(url);
  const [, query = ''] = /^[^?]*\??([^]*)$/.exec(url) ?? [];
  const isPlain = query === '' || /^[\w.%-]+=[^&#]*(?:&[\w.%-]+=[^&#]*)*$/.test(query);
  if (parsed === null || !isPlain || `${parsed.pathname}${parsed.hash}`.includes('@')) return null;
  const from = url.indexOf('//') + 2;
  const authority = /^[^/?#]*/.exec(url.slice(from))?.[0] ?? '';
  // A password of digits and a "?" looks like a port and a query; its @ stands in the value of some name.
  if (!authority.includes('@') && authority.includes(':') && !isOfSession(query)) return null;
  const to = from + Math.max(0, authority.lastIndexOf('@'));
  return { from, to, hasPassword: parsed.password !== '' };
}

/** True when an @ in a query is of a value that may hold one. */
function isOfSession(query: string): boolean {
  const values = /^(?:user|host|options|application_name|fallback_application_name)=/;
  return query.split('&').every((each) => !each.includes('@') || values.test(each));
}

function withoutAny(text: string): string {
  return withoutNamed(text.replace(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^:/?#\s"]*):[^\n]*@/gi, '$1:***@'));
}

/** Without the passwords that a query names. */
function withoutNamed(text: string): string {
  return text.replace(/([?&](?:ssl)?password=)[^&#"\s]*/gi, '$1***');
}

/**
 * Server, user, database and what a session begins with, as a URL of PostgreSQL names them. Whose tables these are is up
 * to the user, too: the schema of a session is that of its role, where there is one.
 */
function databaseOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return withoutPassword(url);
  const { hostname, port, pathname, username, searchParams: given } = parsed;
  const host = given.get('host') ?? hostname;
  const user = given.get('user') ?? unescaped(username);
  const database = pathname.length > 1 ? pathname.slice(1) : user;
  return JSON.stringify([host, given.get('port') ?? (port || '5432'), user, database, given.get('options')]);
}

/** A name in a URL without its escapes, where these are some. */
function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function notAStore(given: unknown): AgentReplayError {
  const url = withoutPassword(String(given));
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to open store "${url}": it is neither a path nor a postgres:// URL.`,
    {
      lines: [['fix', 'name a SQLite file (.agent-replay/runs.db) or postgres://user@host/database']],
      details: { url },
    },
  );
}

/**
 * Folders of a store's spool, in the order in which they are tried: beside the store, else where any process of
 * this user may write. A database in memory is no other's.
 */
export function spoolFolders({ folder, identity }: Pick<StorePlace, 'folder' | 'identity'>): string[] {
  const name = sha256(identity).slice(0, 16);
  return [
    join(folder, 'spool', name),
    join(tmpdir(), `agent-replay-spool-${sha256(homedir()).slice(0, 8)}`, name),
  ];
}
