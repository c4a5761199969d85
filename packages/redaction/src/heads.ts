/** Sets of characters, one after the other. */
export type Head = readonly string[];

/**
 * What matches of a regular expression begin with: sequences of up to `length` sets of characters, so that
 * most places in a text need no try. Knows literals, escapes, classes, groups, quantifiers, and lookarounds,
 * which narrow nothing here.
 */
export function headsOf(source: string, length: number): Head[] {
  let at = 0;

  function alternatives(): Head[] {
    const heads = sequence();
    while (source[at] === '|') {
      at += 1;
      heads.push(...sequence());
    }
    return heads;
  }

  function sequence(): Head[] {
    LITERAL.lastIndex = at;
    const literal = LITERAL.exec(source)?.[0] ?? '';
    at += literal.length;
    let heads: Head[] = [Array.from(literal.slice(0, length))];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      if (heads.every((head) => head.length >= length)) return skipped(heads);
      const part = atom();
      heads = joined(heads, repeated(part, quantifier()));
    }
    return heads;
  }

  /** The rest of a sequence adds nothing. */
  function skipped(heads: Head[]): Head[] {
    for (let depth = 0; at < source.length; at += 1) {
      REST.lastIndex = at;
      at += REST.exec(source)?.[0].length ?? 0;
      const char = source[at];
      if (depth === 0 && (char === '|' || char === ')')) break;
      if (char !== '|') depth += char === '(' ? 1 : -1;
    }
    return heads;
  }

  function atom(): Head[] {
    const start = at;
    const char = source[at++] ?? '';
    if (char === '\\') return [[classOf(source.slice(start, (at += 1)))]];
    if (char === '[') {
      at = source.indexOf(']', at) + 1;
      return [[classOf(source.slice(start + 1, at - 1))]];
    }
    if (char !== '(') return [[char]];
    const lead = /\?(?:<?[=!]|:)/y;
    lead.lastIndex = at;
    const kind = lead.exec(source)?.[0] ?? '';
    at += kind.length;
    const inside = alternatives();
    at += 1;
    return kind === '' || kind === '?:' ? inside : [[]];
  }

  function quantifier(): [least: number, most: number] {
    const counts = /\{(\d+)(,?)(\d*)\}|[?*+]/y;
    counts.lastIndex = at;
    const found = counts.exec(source);
    if (found === null) return [1, 1];
    at = counts.lastIndex;
    const [mark, least, comma, most] = found;
    if (least === undefined) return [mark === '+' ? 1 : 0, mark === '?' ? 1 : length];
    return [Number(least), comma === '' ? Number(least) : Number(most || length)];
  }

  function repeated(part: Head[], [least, most]: [number, number]): Head[] {
    const heads: Head[] = [];
    let times: Head[] = [[]];
    for (let count = 0; count <= Math.min(most, length); count += 1) {
      if (count >= Math.min(least, length)) heads.push(...times);
      times = joined(times, part);
    }
    return heads;
  }

  const joined = (heads: Head[], next: Head[]): Head[] =>
    heads.flatMap((head) =>
      head.length >= length ? [head] : next.map((more) => [...head, ...more].slice(0, length)),
    );

  return alternatives();
}

/** What is no class, group or escape, and not repeated. */
const LITERAL = /[\w-]+(?![\w?*+{-])/y;
/** All but groups and alternatives. */
const REST = /(?:[^\\[()|]|\\.|\[[^\]]*\])*/y;

const classes = new Map<string, string>();

/** The characters of a class or an escape; expressions have the same few. */
function classOf(inside: string): string {
  const known = classes.get(inside) ?? spellOut(inside);
  classes.set(inside, known);
  return known;
}

function spellOut(inside: string): string {
  return inside
    .replaceAll('\\d', '0-9')
    .replaceAll('\\w', 'A-Za-z0-9_')
    .replace(/(?<!\\)([^\\])-(.)/g, (_, from: string, to: string) => {
      let range = '';
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1)
        range += String.fromCharCode(code);
      return range;
    })
    .replaceAll('\\', '');
}
