import { dirname } from 'node:path';
import { realPlace } from '@agent-replay/runs';

/** What the wall lets pass so that the run can be recorded: the store's folder, or its server. */
export function storeRules(store: string): string[] {
  if (!store.includes('://'))
    return [...new Set([store, realPlace(store)])].map((file) => `fs:${dirname(file)}`);
  const url = URL.parse(store);
  if (url === null) return [];
  const socket = url.searchParams.get('host');
  const port = url.port || '5432';
  if (socket?.startsWith('/') === true) return [`unix:${socket}/.s.PGSQL.${port}`];
  return url.hostname === '' ? [] : [`tcp:${url.hostname}:${port}`];
}
