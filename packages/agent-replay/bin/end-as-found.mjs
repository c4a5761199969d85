import { writeSync } from 'node:fs';

/** What Node ends with when nothing is left that could settle an `await`. */
const UNSETTLED = 13;

/**
 * Runs a command, and ends the process with what that found out, whoever ends it: `process.exit(0)` in a config, or in
 * what it imports, must not stand for health, nor must an answer that nobody was told, as on a full disk.
 *
 * @param main loads and runs it; resolves to its exit code
 */
export async function endAsFound(main) {
  // What `main` ended with; undefined until then.
  let result;
  let lost;
  let isTold = false;
  // Who reads may leave early, as `head` does: the work goes on to its end and its exit code.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') lost ??= error;
    });
  // What is above 128 stands for a signal, up to 255: of more the system keeps the last byte, and 256 is 0.
  const concluded = (code) => {
    if (code > 128 && code < 256) return code;
    if (!isTold) tell(code, result, lost);
    isTold = true;
    return (result ?? 5) || (lost === undefined ? 0 : 5);
  };
  const conclude = (code) => {
    process.exitCode = concluded(code);
  };
  process.on('exit', conclude);
  // A listener of the exit that calls `process.exit` ends the process where it stands.
  const { reallyExit } = process;
  process.reallyExit = (code) => reallyExit.call(process, concluded(Number(code ?? 0)));
  process.exitCode = result = await main();
  // Behind whatever else listens by now.
  process.off('exit', conclude).on('exit', conclude);
}

function tell(code, result, lost) {
  if (result === undefined)
    say(
      code === UNSETTLED
        ? 'Failed to finish: something that is waited for never comes, as an "await" of the config may be.'
        : `Failed to finish: something that was loaded, as the config, ended the process with exit code ${code}.`,
      'import the config with node, and see where it ends',
    );
  if (lost !== undefined) say(`Failed to print: ${lost.message}.`, 'see that what this writes to takes it');
}

function say(what, fix) {
  try {
    writeSync(2, `${what}\n  fix  ${fix}\n`);
  } catch {
    // Nor is there anybody to tell of it.
  }
}
