/**
 * The same expression, compiled once. What is first tried on a short text V8 compiles to bytecode, and to machine code
 * when it is used again; what is first tried on a long one, to machine code at once (`--regexp-tier-up`). For a large
 * expression that is several times as fast.
 */
export function compiled(pattern: RegExp): RegExp {
  if (ready.has(pattern)) return pattern;
  ready.add(pattern);
  const { lastIndex } = pattern;
  pattern.lastIndex = 0;
  pattern.test(LONG);
  pattern.lastIndex = lastIndex;
  return pattern;
}

const ready = new WeakSet<RegExp>();
/** Of V8's `kTierUpForSubjectLengthValue`, 1000 characters; of none that an expression begins with. */
const LONG = '\0'.repeat(1000);

/** Tests texts by a large expression, which is compiled when it is first asked. */
export function testOf(pattern: RegExp): (text: string) => boolean {
  let test = (text: string): boolean => {
    compiled(pattern);
    test = (next) => pattern.test(next);
    return test(text);
  };
  return (text) => test(text);
}
