import type { Command } from 'commander';

/**
 * Refuses an option whose value is missing where another option follows: the parser takes whatever follows for the
 * value, so that `--fixture $FIXTURE --json` would look for a fixture of the name `--json`. A value that begins with a
 * dash is written behind an equals sign.
 */
export function refuseSwallowed(command: Command, args: readonly string[]): void {
  const end = args.indexOf('--');
  const named = end === -1 ? args : args.slice(0, end);
  for (let at = 0; at < named.length; at += 1) {
    const option = command.options.find(
      (each) => each.required && [each.short, each.long].includes(named[at]),
    );
    if (option === undefined) continue;
    at += 1;
    const value = named[at];
    if (value === '--help' || value === '-h') command.help();
    if (value !== undefined && OPTION.test(value))
      command.error(
        `error: option '${option.flags}' argument missing; write ${option.long ?? option.flags}=${value} when it is one`,
        { exitCode: 2 },
      );
  }
}

const OPTION = /^--?[a-z]/i;
