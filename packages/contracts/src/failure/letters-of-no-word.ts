/** How many letters belong to no word, as `camelCase` and `UPPER_CASE` write words: most of a random id's do not. */
export function lettersOfNoWord(token: string): number {
  const rests = token
    .split(/[_.:+-]/)
    .map((part) =>
      /^[A-Z]+$/.test(part)
        ? ''
        : part.replace(/[A-Z]{2,5}s$|[A-Z]?[a-z]{2,}|[A-Z]{2,7}$|[A-Z]{2,8}(?=[A-Z][a-z]{2})/g, ''),
    );
  return rests.join('').length;
}
