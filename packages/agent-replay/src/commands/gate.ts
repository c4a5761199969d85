import { loadConfig } from '../config/load-config.ts';
import { checkGate } from '../gate/check-gate.ts';
import { hasFired, noteTurn, readHistory } from '../gate/gate-history.ts';
import { gateFacts } from '../gate/run-gate.ts';
import { runSelfTest } from '../gate/self-test.ts';
import type { Config } from '../config/config.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { AddCommand } from './add-command.ts';

/** `agent-replay gate`: says whether health may be claimed. */
export const addGate: AddCommand = (program, end) => {
  program
    .command('gate')
    .description('refuse health when proof is missing: 0 healthy, 1 failing, 3 unknown')
    .option('--self-test', 'inject faults and see that the gate refuses each of them')
    .option('--json', 'print one JSON document')
    .action(async (options: { selfTest?: boolean; json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      end(await (options.selfTest === true ? selfTest(config, out) : judge(config, out)));
    });
};

async function judge(config: Config, out: Output): Promise<number> {
  const now = Date.now();
  const result = checkGate(await gateFacts(config, now));
  if (!result.healthy) await noteTurn(config, 'last_refused_at', now);
  const history = await readHistory(config);
  out.document({ ...result, history: { ...history, has_fired: hasFired(history) } });
  out.line(`${result.healthy ? out.style('green', '✓') : out.style('red', '✗')} ${result.summary}`);
  for (const { code, subject, text } of result.reasons.slice(1)) out.line(`  ${code}  ${subject}: ${text}`);
  if (result.code_unchecked.length > 0)
    out.hint(`  not checked, as the agent's code is not on disk here: ${result.code_unchecked.join(', ')}`);
  if (result.packages_unchecked.length > 0)
    out.hint(`  not checked, as the agent's packages are not here: ${result.packages_unchecked.join(', ')}`);
  if (!hasFired(history)) {
    out.hint('  this gate has never refused; see that it can: agent-replay gate --self-test');
  }
  return result.exit_code;
}

async function selfTest(config: Config, out: Output): Promise<number> {
  const now = Date.now();
  const result = await runSelfTest(await gateFacts(config, now));
  if (result.ok) await noteTurn(config, 'last_self_test_at', now);
  const history = await readHistory(config);
  out.document({ ...result, history });
  for (const { name, refused, expected } of result.cases) {
    const word = refused ? 'refused' : 'allowed';
    out.line(`${out.style(refused === expected ? 'green' : 'red', word)}  ${name}`);
  }
  out.line(
    result.ok
      ? '\nthe gate turns: it refused every fault that was put in, and nothing else'
      : '\nFAILED: the gate did not turn as it must',
  );
  const last = history.last_refused_at;
  out.line(`in earnest it ${last === null ? 'has never refused' : `last refused ${last}`}`);
  return result.ok ? 0 : 5;
}
