/**
 * True for words and a number or two without a sign, as types, releases and places are called: `OAuth2Token`, `Node22`,
 * `Ubuntu22.04`. People make up passwords like that, too: what stands around it has to tell.
 */
export function isNameWithNumber(value: string): boolean {
  if (value.length > LONGEST || !/^[A-Za-z_]\w*(?:\.\d{1,4}){0,3}$/.test(value)) return false;
  const runs = value.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  const words = runs.filter((run) => /[a-z]/.test(run));
  const numbers = runs.filter((run) => /\d/.test(run));
  const capitals = runs.filter((run) => /^[A-Z]+$/.test(run));
  return (
    words.length > 0 &&
    words.every(isSpoken) &&
    capitals.length <= 2 &&
    capitals.join('').length <= 4 &&
    numbers.length <= 3 &&
    numbers.join('').length <= 6
  );
}

const LONGEST = 40;

const isSpoken = (word: string): boolean =>
  /^(?:id|str|jwt|url|db|fn|js|ts)$/i.test(word) ||
  (word.length > 2 && /[aeiouy]/i.test(word) && !/[^aeiouy]{5}/i.test(word));
