import type { Effect } from '@agent-replay/contracts';
import { allowedUrls, namesUrls } from '../allow-list.ts';
import { effectOf } from '../effects/effect-of.ts';
import { isLocalUrl } from '../http/is-local-url.ts';
import type { CassetteOptions } from '../cassette-options.ts';
import { isReadOnly } from './is-read-only.ts';

/** Which requests go out of a replay: those that are allowed and, in mode `live`, what is safe and not on the tape. */
export interface LetOut {
  isAllowed: (url: URL) => boolean;
  letsOut: (method: string, text: string) => boolean;
}

export function letOut(
  { mode, allow = [], readOnly = [], effects }: CassetteOptions,
  isRecorded: (method: string, url: string) => boolean,
): LetOut {
  const isAllowed = allowedUrls(allow);
  const hasAllowed = namesUrls(allow);
  return {
    isAllowed,
    letsOut(method, text) {
      if (isLocalUrl(text)) return true;
      if (mode !== 'live' && !hasAllowed) return false;
      const url = new URL(text);
      if (isAllowed(url)) return true;
      if (mode !== 'live') return false;
      const effect = effectOf({ method, url: url.href }, effects);
      if (readOnly.some((prefix) => begins(url, prefix))) return isReadOnly(effect);
      return isSafe(effect, method) && !isRecorded(method, url.href);
    },
  };
}

/** Whether a URL is of the prefix's host and begins with it; the name of a tool is none. */
function begins(url: URL, prefix: string): boolean {
  return url.href.startsWith(prefix) && URL.parse(prefix)?.host === url.host;
}

/** A POST may be declared read-only; undeclared, only what HTTP itself calls safe goes out. */
function isSafe(effect: Effect, method: string): boolean {
  return isReadOnly(effect) && /^(?:GET|HEAD|OPTIONS)$/i.test(method);
}
