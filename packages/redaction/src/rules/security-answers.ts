import type { JsonNode, JsonScalar } from './read-json.ts';

/** What banks and services ask to know somebody by. */
export const ASKED_OF_PERSON = String.raw`\b(?:[Mm]other['’]?s maiden name|(?:(?:was|is|of|[Ww]hat['’]s) your|Your) (?:first (?:pet|school|car|concert|teacher|job|employer)|childhood (?:nickname|friend|hero|home|street|pet|phone))|(?:[Nn]ame|[Nn]ickname|[Ss]urname) of your [a-z ]{0,20}best friend|(?:city|town|hospital) (?:were|was) you born|(?:street|town|city) did you grow up|(?:[Ww]here|city|town|year) did your parents meet)\b`;

const QUESTION = new RegExp(ASKED_OF_PERSON);
const OF_SECURITY = /(?:security|secret)_?questions?/i;
export const ANSWER = /^(?:challenge_?)?answer$/i;

/** Names the answer beside a question of security: `{"question": "Mother's maiden name?", "answer": "…"}`. */
export function nameAnswer(
  members: readonly [JsonScalar, JsonNode][],
  owner: string,
  named: Map<JsonNode, string>,
): void {
  const isAsked =
    OF_SECURITY.test(owner) ||
    members.some(
      ([{ value: key }, node]) =>
        node.type === 'string' &&
        !ANSWER.test(key) &&
        (OF_SECURITY.test(key) || (node.value.length <= LONGEST && QUESTION.test(node.value))),
    );
  if (!isAsked) return;
  for (const [{ value: key }, node] of members)
    if (ANSWER.test(key) && node.type === 'string' && node.value.length <= LONGEST_ANSWER)
      named.set(node, 'security_answer');
}

const LONGEST = 200;
/** A sentence is an answer to something else. */
const LONGEST_ANSWER = 60;
