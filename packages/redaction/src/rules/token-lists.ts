import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';

/** True for the name of an object that holds tokens by what they are for: `tokens`, `githubTokens`, not `pageTokens`. */
export function holdsTokens(name: string): boolean {
  if (!TOKENS.test(name)) return false;
  // numbers between: `erc20Tokens`
  const words = wordsOf(name).filter((word) => !/\d/.test(word));
  return words.at(-1) === 'tokens' && !OTHER.has(words.at(-2) ?? '');
}

/** Names what a token may be, under whatever key but that of a place in a list. */
export function nameTokens(
  members: readonly (readonly [JsonScalar, JsonNode])[],
  named: Map<JsonNode, string>,
): void {
  for (const [{ value: key }, node] of members)
    if (node.type === 'string' && isOpaque(node.value, 20) && !isCommonId(node.value) && !isOfPage(key))
      named.set(node, 'access_token');
}

const TOKENS = /tokens$/i;

/** Before `tokens`: those of a text are no secrets, nor are those of a design, of pages and of a chain. */
const OTHER: ReadonlySet<string> = new Set(
  (
    'ast bos cached color colour completion continuation count design eos erc font generated grammar image input ' +
    'keyword lexer lp mask max min next nft num output pad page prefix prev previous prompt reasoning remaining ' +
    'semantic shadow size spacing special spelling stop style suffix sync syntax text thinking total typography ui ' +
    'unk usage used vocab vocabulary word'
  ).split(' '),
);

const isOfPage = (key: string): boolean => wordsOf(key).every((word) => OF_PAGE.test(word));
const OF_PAGE =
  /^(?:next|prev|previous|first|last|start|end|pages?|cursor|continuation|continue|sync|tokens?|\d+)$/;

/** Split where its humps, its digits and its signs part them. */
const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
