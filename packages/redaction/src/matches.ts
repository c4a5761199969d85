/**
 * Every match of a global pattern, as `matchAll` finds them: that makes a new expression for each call, which costs
 * several times what looking at a short text does.
 */
export function allMatches(text: string, pattern: RegExp): RegExpExecArray[] {
  pattern.lastIndex = 0;
  const matches: RegExpExecArray[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    if (match[0] === '') pattern.lastIndex += 1;
  }
  return matches;
}
