import type { Piece } from './pieces.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';

/** The member in which OpenAI and Gemini list the tokens of an answer, each with its probability. */
export const LOG_PROBABILITIES = /^log_?probs(?:_?result)?$/i;

/** The chosen tokens, which are the answer once more when they are put together, with their bytes and the others. */
export function tokenPieces(node: JsonNode, offset = 0): Piece[] {
  if (node.type !== 'object') return [];
  return node.members.flatMap(([{ value: key }, list]) => {
    if (list.type !== 'array' || list.isMeasured === true || !CHOSEN.test(key)) return [];
    const others = node.members.find(([other]) => OTHERS.test(other.value))?.[1];
    return list.items.flatMap((item, index): Piece[] => {
      const members = item.type === 'object' ? item.members : [];
      const token = item.type === 'string' ? item : members.find(isToken)?.[1];
      if (token?.type !== 'string') return [];
      const beside = others?.type === 'array' ? others.items.slice(index, index + 1) : [];
      const also = [...members.map(([, member]) => member).filter((member) => member !== token), ...beside];
      return [{ start: offset + token.start, end: offset + token.end, value: token.value, also, offset }];
    });
  });
}

const CHOSEN = /^(?:content|refusal|tokens|chosen_?candidates)$/i;
const OTHERS = /^top_?(?:log_?probs|candidates)$/i;
const isToken = ([{ value }]: [JsonScalar, JsonNode]): boolean => value === 'token';
