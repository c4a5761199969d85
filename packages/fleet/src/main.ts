import { isAgentReplayError, thrownText, Tier } from '@agent-replay/contracts';
import { loadConfig } from 'agent-replay';
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { requestTick } from './ask-queue.ts';
import { fleetStatus } from './fleet-status.ts';
import { startFleet } from './start-fleet.ts';
import { tierPatterns } from './tier-patterns.ts';

const EXAMPLES = `
Examples:
  $ agent-replay-fleet work
  $ agent-replay-fleet work --concurrency 4 --no-schedule
  $ agent-replay-fleet tick critical
  $ agent-replay-fleet status --json`;

/** Runs `agent-replay-fleet` with its arguments and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('agent-replay-fleet')
    .description('Replays fixtures on many machines, through the PostgreSQL that the store is in.')
    .exitOverride()
    .showHelpAfterError('(agent-replay-fleet --help lists what there is)')
    .addHelpText('after', EXAMPLES);
  program
    .command('work')
    .description('replay what is due until SIGTERM or SIGINT; start one on each machine')
    .option('--concurrency <n>', 'fixtures at once', positive, 1)
    .option('--no-schedule', 'only work; others tick')
    .action(async (options: { concurrency: number; schedule: boolean }) => work(options));
  program
    .command('tick')
    .description('queue the fixtures of a tier now')
    .addArgument(new Argument('<tier>').choices(Tier.options))
    .action(async (tier: Tier) => {
      const isNew = await requestTick((await loadConfig()).store, tier);
      console.log(isNew ? `queued a tick of ${tier}` : `a tick of ${tier} is waiting already`);
    });
  program
    .command('status')
    .description('what waits, runs and died: 0 none died, 1 some did')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await fleetStatus((await loadConfig()).store);
      const alive = status.workers.filter((each) => each.alive).length;
      console.log(
        json === true
          ? JSON.stringify(status, null, 2)
          : `${status.queued} queued, ${status.active} active, ${status.dead} dead; ${alive} of ${status.workers.length} workers alive`,
      );
      exitCode = status.dead > 0 ? 1 : 0;
    });
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${isAgentReplayError(error) ? error.message : thrownText(error)}\n`);
    return isAgentReplayError(error, 'OPTION_INVALID') ? 2 : 5;
  }
}

async function work({ concurrency, schedule }: { concurrency: number; schedule: boolean }): Promise<void> {
  const config = await loadConfig();
  const fleet = await startFleet({
    config,
    concurrency,
    schedule,
    onError: (error) => process.stderr.write(`${error.message}\n`),
    onJob: ({ suite, fixture_id }, outcome) => {
      const text = outcome.outcome === 'replayed' ? (outcome.reason ?? 'passed') : outcome.outcome;
      console.log(`${suite}/${fixture_id}  ${text}`);
    },
  });
  const ticks = schedule
    ? tierPatterns(config).map(({ tier, pattern }) => `${tier} at "${pattern}"`)
    : ['by others'];
  console.log(`working, ${concurrency} at a time, until SIGTERM or SIGINT; ticks: ${ticks.join(', ')} (UTC)`);
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  await promise;
  await fleet.stop();
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError('It takes a number from 1 to 1000.');
}
