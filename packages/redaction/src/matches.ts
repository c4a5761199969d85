/** The matches of a sticky pattern that begin with a sign which is rare enough to be looked for by itself. */
export function matchesFrom(text: string, sign: string, pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at)) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) matches.push(match);
    at = match === null ? at + 1 : pattern.lastIndex;
  }
  return matches;
}

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
