import { findPackageJSON } from 'node:module';
import { loadNock } from './nock.ts';

/**
 * Takes away a nock that sees requests through a copy of msw's interceptors other than ours, as any other version
 * of it does: two copies at once answer a call and let it out all the same, and old ones do not see every
 * client. Where the user has mocks in it, it stays.
 *
 * @returns whether nock is out of the way, and who asked for it has to be served without
 */
export async function setNockAside(): Promise<boolean> {
  const place = findPackageJSON('nock', import.meta.url);
  if (place === undefined || interceptorsOf(place) === interceptorsOf(import.meta.url)) return false;
  const nock = await loadNock();
  if (nock.activeMocks().length > 0) return false;
  nock.restore();
  return true;
}

function interceptorsOf(base: string): string | undefined {
  return findPackageJSON('@mswjs/interceptors', base);
}
