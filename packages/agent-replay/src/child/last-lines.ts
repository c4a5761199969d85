/** The end of what a process writes for people, in whole lines: a secret that is cut in two would be known for none. */
export interface LastLines {
  /** One of the streams that it writes to: what comes in pieces is put together by stream. */
  stream: () => (text: string) => void;
  /** The last lines, of which those that are too long are only named. */
  text: () => string;
  /** Forgets what was written so far. A line that is still being written is kept back until there is more of it. */
  clear: () => void;
}

interface Unended {
  text: string;
  /** Of all of it, of which the text is no more than may be shown. */
  characters: number;
  isOld: boolean;
}

/** Keeps the last lines, together no longer than `limit` characters. */
export function createLastLines(limit: number): LastLines {
  let lines: string[] = [];
  let kept = 0;
  const streams: Unended[] = [];
  const push = (line: string): void => {
    lines.push(line);
    kept += line.length;
    let first = 0;
    while (kept > limit) kept -= (lines[first++] as string).length;
    if (first > 0) lines = lines.slice(first);
  };
  return {
    stream() {
      const unended: Unended = { text: '', characters: 0, isOld: false };
      streams.push(unended);
      return (text) => {
        const ends = text.split('\n');
        for (const [at, part] of ends.entries()) {
          const isEnded = at < ends.length - 1;
          add(unended, part, limit);
          if (!isEnded) continue;
          push(`${shown(unended, limit)}\n`);
          Object.assign(unended, { text: '', characters: 0 });
        }
      };
    },
    text: () => [...lines, ...streams.filter(isShown).map((unended) => shown(unended, limit))].join(''),
    clear() {
      lines = [];
      kept = 0;
      for (const unended of streams) unended.isOld = true;
    },
  };
}

function add(unended: Unended, part: string, limit: number): void {
  unended.characters += part.length;
  unended.text = unended.characters < limit ? unended.text + part : '';
  if (part !== '') unended.isOld = false;
}

const isShown = ({ characters, isOld }: Unended): boolean => characters > 0 && !isOld;

function shown({ text, characters }: Unended, limit: number): string {
  return characters < limit ? text : `… (a line of ${characters} characters)`;
}
