import type { Edit } from '../edit.ts';
import { isBenign } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import type { Rule } from './rule.ts';
import { SHAPES } from './vendor-shapes.ts';

/** Keys and tokens that are recognised by their form alone, wherever they stand. */
export const shapes: Rule = {
  name: 'shapes',
  find(text) {
    const edits: Edit[] = [];
    for (const found of text.matchAll(ANY_SHAPE)) {
      const secret = found[0];
      if (isMasked(secret)) continue;
      edits.push({ start: found.index, end: found.index + secret.length, kind: kindOfShape(secret) });
    }
    for (const found of text.matchAll(GENERIC)) {
      const [whole, tail = ''] = found;
      if (tail.length >= 16 && isOpaque(tail, 16) && !isCommonId(tail))
        edits.push({ start: found.index, end: found.index + whole.length, kind: 'key' });
    }
    if (text.includes('KIA') || text.includes('SIA')) {
      for (const found of text.matchAll(AWS_PAIR)) {
        const end = found.index + found[0].length;
        edits.push({ start: end - 40, end, kind: 'aws' });
      }
    }
    return edits;
  },
};

const ANY_SHAPE = new RegExp(`(?<![A-Za-z0-9])(?:${SHAPES.map(([, source]) => source).join('|')})`, 'g');
const EACH = SHAPES.map(([kind, source]) => [kind, new RegExp(`^(?:${source})`)] as const);

function kindOfShape(secret: string): string {
  return EACH.find(([, pattern]) => pattern.test(secret))?.[0] ?? 'key';
}

/** Keys in documentation: `sk-xxxxxxxxxxxxxxxx`, `ghp_your_token_here_please`, `AKIA****************`. */
function isMasked(secret: string): boolean {
  if (
    /[xX*.]{8}|0{12}|1234567890(?:abcdef)?$(?<!\w{30})/.test(secret) &&
    !/[a-wyzA-WYZ0-9]{12}/.test(secret.replace(/[xX*.0]{8,}/g, ''))
  )
    return true;
  return isBenign(secret) || (!/\d/.test(secret) && !isOpaque(secret, 8));
}

/** A key of a vendor that is not listed, in the form that most have: `acme_live_…`, `acme-pat-…`. */
const GENERIC =
  /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9]{1,14}[_-](?:live|test|prod|production|sandbox|secret|sk|rk|pat|key|token|api|apikey|oauth|tkn|pw|svc|priv|access|refresh|at|rt|sat|user|bot|admin|root|service)[_-](?:v\d{1,2}[_-])?([A-Za-z0-9_-]{16,400})/g;
/** A secret access key beside its id, as in credential files. */
const AWS_PAIR =
  /(?:AKIA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9]{1,12}(?:aws_?)?(?:secret\w{0,20})?[^A-Za-z0-9]{0,12}(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi;
