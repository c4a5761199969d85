const TOP_FRAMES = 3;

/** Of a frame as other languages write it: what ran. */
const FRAMES: readonly { line: RegExp; isInnermostLast: boolean }[] = [
  { line: /^\s*File "[^"\n]*", line \d+, in (\S+)/, isInnermostLast: true }, // Python
  { line: /^\s*at ([\w.$<>/[\]`]+)\(/, isInnermostLast: false }, // Java, Kotlin, C#
  { line: /^\s*(?:from )?\S+:\d+:in [`'](.*)'$/, isInnermostLast: false }, // Ruby
  { line: /^#\d+ \S+\(\d+\): ([\w\\:>-]+)\(/, isInnermostLast: false }, // PHP
  { line: /^([\w./*()-]+)\((?:0x[0-9a-f]|\.\.\.|\{|\))[^\n]*$/, isInnermostLast: false }, // Go
];
/** What stands under a frame: Python's line of source, Go's place. */
const UNDER_FRAME = /^(?:\s{4}\S|\t\S*\.go:\d)/;

/**
 * A message that another language's stack trace is part of, with what it says first and what of the
 * trace matters after it: the names of the three innermost frames. Others are returned as they are.
 */
export function framesLast(message: string): string {
  if (!message.includes('\n')) return message;
  const said: string[] = [];
  const names: string[] = [];
  let isInnermostLast = false;
  let isUnder = false;
  for (const line of message.split('\n')) {
    const frame = FRAMES.find((each) => each.line.test(line));
    if (frame !== undefined) {
      names.push(frame.line.exec(line)?.[1] ?? '');
      isInnermostLast = frame.isInnermostLast;
    } else if (!isUnder || !UNDER_FRAME.test(line)) said.push(line);
    isUnder = frame !== undefined || (isUnder && /^\s*[~^]+\s*$/.test(line));
  }
  const top = isInnermostLast ? names.slice(-TOP_FRAMES).toReversed() : names.slice(0, TOP_FRAMES);
  return names.length === 0 ? message : [...said, ...top].join('\n');
}
