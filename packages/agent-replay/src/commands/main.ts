import { createRequire } from 'node:module';
import { types } from 'node:util';
import { type AgentReplayError, isAgentReplayError, thrownText } from '@agent-replay/contracts';
import { Command, CommanderError } from 'commander';
import { createOutput } from '../output/output.ts';
import { exitCodeOfError } from '../output/exit-code-of-error.ts';
import { nearest } from '../output/nearest.ts';
import { outsideFailure } from '../output/outside-failure.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { helpExamples } from './examples.ts';
import { refuseSwallowed } from './refuse-swallowed.ts';

/** Runs the command with its arguments and returns its exit code; prints, but never ends the process. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const end = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('agent-replay')
    .description(
      'Turns silent failures of agents into tests: capture, classify, freeze, replay, prove, monitor, gate.',
    )
    .version(version(), '--version')
    .showHelpAfterError('(agent-replay --help lists what there is)')
    .enablePositionalOptions()
    .exitOverride();
  if (!isVersion(args)) await addCommands(program, args, end);
  program.addHelpText('after', `${helpExamples('')}\n\n${EXIT_CODES}`);
  for (const command of program.commands) {
    command.exitOverride().copyInheritedSettings(program).addHelpText('after', helpExamples(command.name()));
  }
  try {
    refuseUnknown(program, args);
    refuseSwallowed(program.commands.find((command) => command.name() === args[0]) ?? program, args);
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

const EXIT_CODES = `Exit codes:
  0 pass, 1 fail, 2 usage or invalid file, 3 unknown or stale, 4 blocked or miss,
  5 infrastructure`;

/** Adds the one command that is asked for, or, for help and for a name that is none, all of them. */
async function addCommands(program: Command, args: readonly string[], end: (code: number) => void) {
  const [name = '--help'] = args;
  const only = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (only !== undefined) return (await only())(program, end);
  const { addReplay } = await import('./replay.ts');
  addReplay(program, end);
  if (name.startsWith('-') && !args.some((arg) => arg === '--help' || arg === '-h') && args.length > 0)
    return;
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const load of Object.values(commands)) (await load())(program, end);
  }
}

function refuseUnknown(program: Command, [name]: readonly string[]): void {
  if (name === undefined || name.startsWith('-') || name === 'help' || Object.hasOwn(COMMANDS, name)) return;
  const meant = nearest(name, Object.keys(COMMANDS));
  const hint = meant.length === 0 ? '' : `\n(Did you mean ${meant.join(' or ')}?)`;
  program.error(`error: unknown command '${name}'${hint}`, { exitCode: 2 });
}

function isVersion(args: readonly string[]): boolean {
  return args.length === 1 && args[0] === '--version';
}

function report(error: unknown, json: boolean): number {
  const out = createOutput({ json });
  // Of a proxy nobody can even ask what it is an instance of.
  if (types.isNativeError(error) && error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    out.document({ error: { code: 'USAGE', message: error.message } });
    return 2;
  }
  if (isAgentReplayError(error)) {
    out.document({ error: errorJson(error) });
    out.note(error.message);
    return exitCodeOfError(error.code);
  }
  out.document({ error: { code: 'INFRASTRUCTURE', message: thrownText(error) } });
  out.note(
    outsideFailure(error) ??
      (types.isNativeError(error) ? (error.stack ?? thrownText(error)) : thrownText(error)),
  );
  return 5;
}

function errorJson({ code, message, details, issues }: AgentReplayError): object {
  return { code, message, details, issues };
}

function version(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string };
  return manifest.version;
}
