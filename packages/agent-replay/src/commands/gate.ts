import { loadConfig } from '../config/load-config.ts';
import { runSelfTest } from '../gate/self-test.ts';
import { gate } from '../gate/run-gate.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './commands.ts';

/** `agent-replay gate`: says whether health may be claimed. */
export const addGate: AddCommand = (program, end) => {
  program
    .command('gate')
    .description('refuse health when proof is missing: 0 healthy, 1 failing, 3 unknown')
    .option('--self-test', 'inject a red fixture and see that the gate refuses it')
    .option('--json', 'print one JSON document')
    .action(async (options: { selfTest?: boolean; json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      if (options.selfTest === true) {
        const result = runSelfTest(Date.now());
        out.document(result);
        for (const { name, refused } of result.cases) {
          out.line(`${refused ? out.style('green', 'refused') : out.style('red', 'ALLOWED')}  ${name}`);
        }
        end(result.ok ? 0 : 5);
        return;
      }
      const result = await gate(config);
      out.document(result);
      out.line(`${result.healthy ? out.style('green', '✓') : out.style('red', '✗')} ${result.summary}`);
      for (const { code, subject, text } of result.reasons.slice(1))
        out.line(`  ${code}  ${subject}: ${text}`);
      end(result.exit_code);
    });
};
