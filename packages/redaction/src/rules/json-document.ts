import { applyEdits, type Edit } from '../edit.ts';
import { normalName } from '../names/normal-name.ts';
import { isPlaceholder, placeholdersIn, withoutPlaceholders } from '../placeholder.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import { readJson, type JsonNode } from './read-json.ts';
import type { Scan } from './rule.ts';
import { isHarmlessMember, isSecretMember } from './secret-members.ts';

/**
 * A document under the name of a secret keeps its form where its secrets are found. Anybody can write a placeholder
 * into one, so that nothing else in it may pass for harmless because of it.
 *
 * @returns undefined when all of it has to go
 */
export function redactDocument(name: string, value: string, scan: Scan): string | undefined {
  const after = scan.inner(value);
  const root = placeholdersIn(after).length > 0 ? readJson(after) : undefined;
  if (root === undefined) return isPlaceholder(after) ? after : undefined;
  const edits: Edit[] = [];
  const todo: [node: JsonNode, key: string][] = [[root, '']];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, key] = next;
    if (node.type === 'object') {
      if (node.members.some(([own]) => isSecretKey(own.value))) return undefined;
      for (const [own, member] of node.members) todo.push([member, own.value]);
    } else if (node.type === 'array') {
      if (node.isMeasured === true && node.items.length >= FEWEST_BYTES) return undefined;
      for (const item of node.items) todo.push([item, key]);
    } else if (node.type !== 'literal' && isSecretLeaf(name, key, node.value, scan))
      edits.push({
        start: node.start,
        end: node.end,
        kind: 'secret',
        text: JSON.stringify(scan.placeholder(kindOf(normalName(name)), node.value)),
      });
  }
  return applyEdits(
    after,
    edits.toSorted((a, b) => a.start - b.start),
    scan.placeholder,
  );
}

/** A shorter list of numbers is no key. */
const FEWEST_BYTES = 6;

const isSecretKey = (key: string): boolean => {
  const rest = withoutPlaceholders(key);
  return isOpaque(rest, 8) || (isPasswordLike(rest) && /[^\w-]/.test(rest));
};

function isSecretLeaf(name: string, key: string, value: string, scan: Scan): boolean {
  const rest = withoutPlaceholders(value).trim();
  if (rest === '') return false;
  // what has no name of its own is named by the document's
  if (withoutPlaceholders(key).trim() === '' || placeholdersIn(key).length > 0)
    return judgeNamed(scan.names, name, rest) !== undefined;
  if (isHarmlessMember(key)) return rest.split(/\s+/).some(isPasswordLike);
  return rest.split(/\s+/).some((word) => MIXED.test(word) || isSecretMember(key, word, scan));
}

/** Letters and digits, where there are neither hosts nor paths. */
const MIXED = /^(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[^\s./:]{6,}$/;
