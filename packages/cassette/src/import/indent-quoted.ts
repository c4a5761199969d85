/** A value in quotes that is not closed where it begins: `key: 'text`, `- "text`, with tags or anchors before it. */
const OPENED = /^( *)(?:- +)*(?:[^\s'"#\-[{][^'"]*?: +)?(?:[!&]\S* +)*(?=(['"]))/;
const BLOCK = /(?:^|[\s:-])[|>][+-]?\d*[+-]?\s*(?:#.*)?$/;

/**
 * Moves the further lines of quoted values below where they begin. YAML asks for that, PyYAML does not, and files that an
 * editor has laid out anew rely on it; what is before the text of such a line is not part of the value.
 */
export function indentQuoted(text: string): string {
  const lines = text.split('\n');
  let quote: string | null = null;
  let indent = 0;
  /** Lines deeper than this belong to a block scalar. */
  let block: number | null = null;
  return lines
    .map((line) => {
      if (quote !== null) {
        const moved = line.trim() === '' ? '' : `${' '.repeat(indent + 2)}${line.trimStart()}`;
        if (isClosed(line, quote)) quote = null;
        return moved;
      }
      const depth = line.length - line.trimStart().length;
      if (block !== null && (line.trim() === '' || depth > block)) return line;
      block = BLOCK.test(line) ? depth : null;
      const opened = block === null ? OPENED.exec(line) : null;
      if (opened === null) return line;
      const [head, before = '', mark = ''] = opened;
      if (isClosed(line.slice(head.length + 1), mark)) return line;
      quote = mark;
      indent = before.length;
      return line;
    })
    .join('\n');
}

/** Whether a quoted text ends in this line: `''` stands for a quote within single quotes, `\"` within double ones. */
function isClosed(rest: string, quote: string): boolean {
  for (let at = 0; at < rest.length; at += 1) {
    if (quote === '"' && rest[at] === '\\') at += 1;
    else if (rest[at] === quote) {
      if (quote === "'" && rest[at + 1] === "'") at += 1;
      else return true;
    }
  }
  return false;
}
