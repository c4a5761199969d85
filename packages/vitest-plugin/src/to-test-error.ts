import type { FailureText } from 'agent-replay/runner';

// Held from the start: an agent may put others in their place, and what makes tests is not for it.
const captureStackTrace = Error.captureStackTrace.bind(Error);
const { set } = Reflect;

/**
 * An error that Vitest shows at its rule in expected.json: it prints the frames of `stack` as links and
 * quotes the first. The second frame is the generated test, where editors put their mark.
 */
export function toTestError({ message, place }: FailureText, testFrame: string | undefined): Error {
  const error = new Error(message);
  error.name = 'FixtureFailure';
  const frames = [
    ...(place === null ? [] : [`    at expected (${place.file}:${place.line}:${place.column})`]),
    ...(testFrame === undefined ? [] : [testFrame]),
  ];
  // Vitest takes each line that looks like a place for a frame, and its JSON reporter shows nothing but the stack.
  const told = message.split('\n').filter((line) => !/^\s*at /.test(line));
  error.stack = [`${error.name}: ${told.join('\n')}`, ...frames].join('\n');
  return error;
}

/** Where a function was called, as a frame of a stack, of which the text is made when it is asked for: few tests are red. */
export function frameOfCall(fn: (...args: never[]) => unknown): () => string | undefined {
  const place: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  set(Error, 'stackTraceLimit', 1);
  captureStackTrace(place, fn);
  set(Error, 'stackTraceLimit', stackTraceLimit);
  return () => place.stack?.split('\n').find((line) => /^\s*at /.test(line));
}
