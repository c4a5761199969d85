import type walls = require('./wall.cts');

/** A refusal ends the process with this code, if it would end with 0. */
const EXIT_CODE = 97;

/**
 * A swallowed refusal still ends the process with its own code, also after `process.exit(0)`. So does code that a
 * tape has left behind: whoever is judged in this process has no verdict yet.
 */
function exitWithRefusals(wall: walls.Wall): void {
  const own = process as unknown as { reallyExit: (code?: unknown) => never };
  const reallyExit = own.reallyExit;
  // Of a number the system keeps the last byte: 256 is 0 to whoever asks.
  const isGreen = (code: unknown) => (Number(code ?? 0) & 255) === 0;
  const show = () => {
    if (wall.mustFail && isGreen(process.exitCode)) process.exitCode = EXIT_CODE;
  };
  process.on('exit', () => {
    show();
    // The program's own listeners run after this one.
    wall.whenRefused(show);
    wall.ledger.removeMade();
  });
  own.reallyExit = (code) => {
    const mustFail = wall.mustFail || wall.isLateHere();
    return reallyExit.call(process, mustFail && isGreen(code) ? EXIT_CODE : Number(code ?? 0));
  };
}

const exits = { EXIT_CODE, exitWithRefusals };
export = exits;
