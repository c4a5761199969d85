import { namesPassword, namesSecret } from './names/names-secret.ts';
import { percentDecoded } from './values/percent-decoded.ts';
import { isCredential } from './values/is-credential.ts';

/**
 * The secrets within a value that is made of parts: the password, or a lone key, before the host of a URL,
 * what telling parameters of a URL or of a connection string hold, and what telling members of a JSON document do.
 */
export function secretParts(value: string): string[] {
  if (value.startsWith('{') || value.startsWith('[')) return membersOf(value);
  const url = URL_PARTS.exec(value);
  return url === null ? settingsOf(value) : [...userInfoOf(url[1] ?? ''), ...parametersOf(url[2] ?? '')];
}

/** The parts of a hook's address that nobody could guess: who knows it, may call it. */
export function hookParts(url: string): string[] {
  const path = /^https?:\/\/[^/?#]+(\/[^?#]*)/i.exec(url)?.[1] ?? '';
  return path.split('/').filter((part) => part.length >= 16 && isCredential(part));
}

/** A password may hold any sign, and be written without its escapes: the last `@` before the host parts it. */
const URL_PARTS = /^[a-z][a-z0-9+.:-]{1,40}:\/\/(?:(\S{1,4000})@)?[^\s@?#]{0,2000}(?:\?([^\s#]{1,8000}))?/i;

function userInfoOf(userInfo: string): string[] {
  const at = userInfo.indexOf(':');
  const secret = at < 0 ? userInfo : userInfo.slice(at + 1);
  return withDecoded(secret === '' ? userInfo.slice(0, Math.max(0, at)) : secret);
}

const parametersOf = (query: string): string[] =>
  query.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && namesSecret(pair.slice(0, at)) ? withDecoded(pair.slice(at + 1)) : [];
  });

/** `Server=…;Password=…`, `host=… password=…` */
function settingsOf(value: string): string[] {
  if (!/\w=[^;]*(?:;|\s\w+=)|^\w+=/.test(value)) return [];
  const pairs = value.includes(';') ? value.split(';') : (value.match(/\w+=(?:'[^']*'|\S+)/g) ?? []);
  return pairs.flatMap((pair) => {
    const [, name = '', quoted = ''] = /^([\w .-]{1,60}?)\s*=\s*(.+)$/.exec(pair.trim()) ?? [];
    const found = quoted.replace(/^(["'])(.*)\1$/, '$2');
    const isSetting =
      namesSecret(name) || namesPassword(name) || /(?:key|pwd|password|token|secret)$/i.test(name);
    return isSetting ? [found] : [];
  });
}

function membersOf(document: string): string[] {
  try {
    const found: string[] = [];
    JSON.parse(document, (key, value: unknown) => {
      if (typeof value === 'string' && namesSecret(key)) found.push(value);
      return value;
    });
    return found;
  } catch {
    return [];
  }
}

const withDecoded = (text: string): string[] => [...new Set([text, percentDecoded(text) ?? text])];
