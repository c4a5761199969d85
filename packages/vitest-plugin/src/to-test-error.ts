import type { FailureText } from 'agent-replay/runner';

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

/** The frame of the generated test that is calling, out of a stack that was taken in its call. */
export function testFrameOf(stack: string | undefined): string | undefined {
  return stack?.split('\n').find((line) => line.includes('.replay.js'));
}
