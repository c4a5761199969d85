/** A trace without the frames of packages and of Node, as test runners show it; whole where it has no others. */
export function ownFrames(trace: string): string {
  const lines = trace.split('\n');
  return lines.some(isOwnFrame) ? lines.filter((line) => !isForeign(line)).join('\n') : trace;
}

/** Whether a line of a trace is a frame of the project's own. */
export function isOwnFrame(line: string): boolean {
  return isFrame(line) && !isForeign(line);
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

function isForeign(line: string): boolean {
  return isFrame(line) && /node_modules[\\/]|(?:\(|at |async )node:/.test(line);
}
