import { randomUUID } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentReplayError, sha256 } from '@agent-replay/contracts';

/** Where a store is. */
export interface StorePlace {
  kind: 'sqlite' | 'postgres';
  /** A path, or a URL with all that it takes to get in. */
  target: string;
  /** As it was named, without a password. */
  shown: string;
  /** Folder of the key and the spool. */
  folder: string;
}

/** Reads the name of a store. @throws {AgentReplayError} `OPTION_INVALID` when it is none */
export function storePlace(url: string): StorePlace {
  if (typeof url !== 'string') throw notAStore(url);
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const shown = url.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
    return { kind: 'postgres', target: url, shown, folder: resolve('.agent-replay') };
  }
  const path = url.startsWith('file:') ? fileURLToPath(url) : url.replace(/^sqlite:(?:\/\/)?/, '');
  if (path === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw notAStore(url);
  }
  if (path === ':memory:')
    return { kind: 'sqlite', target: path, shown: path, folder: resolve('.agent-replay') };
  const target = resolve(path);
  return { kind: 'sqlite', target, shown: url, folder: dirname(target) };
}

function notAStore(url: string): AgentReplayError {
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
export function spoolFolders({ folder, target }: Pick<StorePlace, 'folder' | 'target'>): string[] {
  const name = sha256(target === ':memory:' ? randomUUID() : target).slice(0, 16);
  return [
    join(folder, 'spool', name),
    join(tmpdir(), `agent-replay-spool-${sha256(homedir()).slice(0, 8)}`, name),
  ];
}
