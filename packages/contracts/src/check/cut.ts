import type { Issue } from '../issue.ts';

/** Says that too little was kept of something to hold it against what is asked. */
export function cut(path: string, what: string): Issue {
  return {
    code: 'evidence_invalid',
    path,
    expected: `${what}, kept whole`,
    received: 'a part of it',
    message: `whether ${what} is as asked is not known: it is too large or too deep to be kept whole`,
  };
}
