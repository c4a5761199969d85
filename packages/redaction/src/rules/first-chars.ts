/**
 * The characters that a match of a regular expression can begin with, so that most places in a text
 * need no try. Knows literals, escapes, classes, groups of alternatives, and `?` after a group.
 */
export function firstChars(source: string): string {
  const rest = source.replace(/^\(\?<![^)]*\)/, '');
  if (rest.startsWith('(?:')) {
    const end = closingParenthesis(rest);
    const inside = alternatives(rest.slice(3, end)).map(firstChars).join('');
    return rest[end + 1] === '?' ? inside + firstChars(rest.slice(end + 2)) : inside;
  }
  if (rest.startsWith('[')) return expandClass(rest.slice(1, rest.indexOf(']')));
  if (rest.startsWith('\\d')) return '0123456789';
  return rest.startsWith('\\') ? (rest[1] ?? '') : (rest[0] ?? '');
}

function closingParenthesis(source: string): number {
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '(') depth += 1;
    else if (source[at] === ')' && (depth -= 1) === 0) return at;
  }
  return source.length;
}

function alternatives(source: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of source) {
    if (char === '(' || char === '[') depth += 1;
    if (char === ')' || char === ']') depth -= 1;
    if (char === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function expandClass(inside: string): string {
  return inside.replaceAll('\\d', '0-9').replace(/(.)-(.)/g, (_, from: string, to: string) => {
    let range = '';
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1)
      range += String.fromCharCode(code);
    return range;
  });
}
