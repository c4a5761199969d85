import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { fromPointer } from '../pointer.ts';
import { isRules, type Rules } from './schema-parts.ts';

/** Stands for the address of a schema that has none. */
const HERE = 'schema:/';
const ANCHORS = ['$anchor', '$dynamicAnchor'];

/**
 * Tells what the references of a schema's parts lead to: by JSON Pointer, by name (`$anchor`, `$dynamicAnchor`) or by
 * address (`$id`). Of a name that several parts have, all of them; nothing for one that leads nowhere.
 */
export function createReferences(schema: JsonSchema): (part: Rules) => Json[] {
  const bases = new Map<Json, string>();
  const named = new Map<string, Json[]>();
  const dynamic = new Map<string, Json[]>();
  const add = (names: Map<string, Json[]>, name: string, part: Json): void => {
    const known = names.get(name);
    if (known === undefined) names.set(name, [part]);
    else known.push(part);
  };
  add(named, HERE, schema);
  const open: [Json, string][] = [[schema, HERE]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [part, above] = next;
    if (typeof part !== 'object' || part === null) continue;
    let base = above;
    if (isRules(part)) {
      const id = textOf(part, '$id');
      if (id !== undefined) {
        const address = resolved(id, above);
        // Draft 07 has names as such addresses, which begin no document.
        if (!id.startsWith('#')) base = address.replace(/#.*$/s, '');
        add(named, id.startsWith('#') ? address : base, part);
      }
      for (const key of ANCHORS) {
        const name = textOf(part, key);
        if (name === undefined) continue;
        add(named, `${base}#${name}`, part);
        if (key === '$dynamicAnchor') add(dynamic, name, part);
      }
      bases.set(part, base);
    }
    for (const member of Object.values(part)) open.push([member, base]);
  }

  const targetsOf = (ref: string, base: string): Json[] => {
    const address = resolved(ref, base);
    const [document = '', fragment = ''] = address.split(/#(.*)/s);
    if (fragment !== '' && !fragment.startsWith('/')) return named.get(`${document}#${fragment}`) ?? [];
    return (named.get(document) ?? []).flatMap((root) => {
      const found = atPointer(root, unescaped(fragment));
      return found === undefined ? [] : [found];
    });
  };
  return (part) => {
    const base = bases.get(part) ?? HERE;
    const [ref, dynamicRef] = [textOf(part, '$ref'), textOf(part, '$dynamicRef')];
    return [
      ...(ref === undefined ? [] : targetsOf(ref, base)),
      ...(dynamicRef === undefined
        ? []
        : [...new Set([...targetsOf(dynamicRef, base), ...(dynamic.get(nameOf(dynamicRef)) ?? [])])]),
    ];
  };
}

function textOf(rules: Rules, key: string): string | undefined {
  const value = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function resolved(reference: string, base: string): string {
  // What begins with "#" stays as it is written.
  if (reference.startsWith('#')) return `${base}${reference === '#' ? '' : reference}`;
  return URL.canParse(reference, base) ? new URL(reference, base).href.replace(/#$/, '') : reference;
}

function nameOf(reference: string): string {
  return reference.slice(reference.indexOf('#') + 1);
}

function atPointer(root: Json, pointer: string): Json | undefined {
  let at: Json | undefined = root;
  for (const key of fromPointer(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Rules)[key];
  }
  return at;
}

function unescaped(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
