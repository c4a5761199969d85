import type { Issue } from '@agent-replay/contracts';

/**
 * The way past fields that differ, to stand behind another one. Of many it names the first, and '' where a whole body
 * differs: to ignore that would let every call pass for every other.
 */
export function ignoringFields(differences: readonly Pick<Issue, 'path'>[]): string {
  const all = differences.map(({ path }) => path);
  const fields = all.length > MOST_IGNORED ? all.slice(0, 1) : all;
  if (fields.length === 0 || fields.includes('')) return '';
  const list = fields.map((field) => JSON.stringify(field)).join(', ');
  return `, or ignore the ${fields.length === 1 ? 'field' : 'fields'}: match.ignore: [${list}]`;
}

/** A body in which more differs is another one. */
const MOST_IGNORED = 6;
