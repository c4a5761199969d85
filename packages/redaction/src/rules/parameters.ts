import { isOpaque } from '../values/is-opaque.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';
import { allMatches } from '../matches.ts';

type Members = [JsonScalar, JsonNode][];

/**
 * The names that a query gives to its parameters: of GraphQL's variables by the argument that takes
 * them, of SQL's by the column that they are compared with or written to.
 */
export function parameterNames(members: Members): ReadonlyMap<JsonNode, string> {
  if (!members.some(([, { type }]) => type === 'object' || type === 'array')) return NONE;
  const found = new Map<JsonNode, string>();
  nameArguments(members, found);
  const query = textUnder(members, QUERY_KEY);
  if (query === undefined || query.length > 20_000) return found;
  for (const [key, node] of members) {
    if (node.type === 'object' && key.value === 'variables') nameVariables(query, node.members, found);
    if (node.type === 'array' && PARAMETERS_KEY.test(key.value)) nameParameters(query, node.items, found);
  }
  return found;
}

const NONE: ReadonlyMap<JsonNode, string> = new Map();

/** What a call by position hands to a method that logs in. */
function nameArguments(members: Members, found: Map<JsonNode, string>): void {
  const method = textUnder(members, /^(?:method|function|procedure|action)$/);
  if (method === undefined || !LOGIN.test(method)) return;
  for (const [key, node] of members)
    if (node.type === 'array' && PARAMETERS_KEY.test(key.value))
      for (const item of node.items)
        if (item.type === 'string' && isOpaque(item.value, 8)) found.set(item, 'password');
}

const LOGIN =
  /(?:^|[._/-])(?:log_?in|sign_?in|auth|authenticate|authorize|unlock|unlock_?account|new_?account|import_?raw_?key|wallet_?passphrase(?:_?change)?|encrypt_?wallet|change_?password|set_?password)$/i;
const QUERY_KEY = /^(?:query|sql|statement|text|command)$/i;
const PARAMETERS_KEY = /^(?:params?|parameters|values|args|bindings?|binds)$/i;
const VARIABLE = /([A-Za-z_]\w{1,60})\s{0,4}:\s{0,4}\$([A-Za-z_]\w{0,60})/g;
const COLUMN =
  /([A-Za-z_]\w{1,60})["`\]]?\s{0,4}(?:=|<>|!=|\blike\b)\s{0,4}(?:\w{1,20}\(\s{0,4})?(\?|\$\d{1,3}|[:@]\d{1,3}|%s)/gi;
const INSERT =
  /\binto\s{1,4}[\w."`[\]]{1,128}\s{0,4}\(([^()]{1,2000})\)\s{0,4}values\s{0,4}\(([^()]{1,2000})\)/gi;

function textUnder(members: Members, pattern: RegExp): string | undefined {
  const found = members.find(([key, node]) => node.type === 'string' && pattern.test(key.value))?.[1];
  return found?.type === 'string' ? found.value : undefined;
}

function nameVariables(query: string, variables: Members, found: Map<JsonNode, string>): void {
  const names = new Map(allMatches(query, VARIABLE).map(([, name = '', variable = '']) => [variable, name]));
  for (const [key, node] of variables) {
    const name = names.get(key.value);
    if (name !== undefined) found.set(node, name);
  }
}

function nameParameters(sql: string, items: JsonNode[], found: Map<JsonNode, string>): void {
  const marks = allMatches(sql, /\?|%s/g).map(({ index }) => index);
  const put = (name: string, mark: string, at: number): void => {
    const index = /\d/.test(mark) ? Number(mark.slice(1)) - 1 : marks.indexOf(at);
    const node = items[index];
    if (node !== undefined) found.set(node, name);
  };
  for (const { 0: whole, 1: name = '', 2: mark = '', index } of allMatches(sql, COLUMN))
    put(name, mark, index + whole.length - mark.length);
  for (const { 0: whole, 1: columns = '', 2: values = '', index } of allMatches(sql, INSERT)) {
    const names = columns.split(',').map((name) => name.trim().replace(/["`[\]]/g, ''));
    let at = index + whole.length - values.length - 1;
    for (const [place, value] of values.split(',').entries()) {
      const mark = value.trim();
      if (/^(?:\?|%s|[$:@]\d{1,3})$/.test(mark)) put(names[place] ?? '', mark, at + value.indexOf(mark));
      at += value.length + 1;
    }
  }
}
