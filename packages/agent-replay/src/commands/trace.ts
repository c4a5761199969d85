import { loadConfig } from '../config/load-config.ts';
import { createOutput, type Output } from '../output/output.ts';
import { onOneLine } from '../output/printable.ts';
import { shortened } from '../output/shortened.ts';
import { table } from '../output/table.ts';
import { traceFailure } from '../trace/trace-failure.ts';
import type { Link } from '../trace/link.ts';
import type { AddCommand } from './add-command.ts';
import { readStore } from './read-store.ts';

/** `agent-replay trace <fingerprint>`: a failure from its run to the gate. */
export const addTrace: AddCommand = (program, end) => {
  program
    .command('trace')
    .description(
      'follow a failure: run, input, contract, fixture, replay, monitor, gate; 3 where a link is broken',
    )
    .argument('<failure>', 'a fingerprint or the id of a failed run, or the beginning of either')
    .option('--json', 'print one JSON document')
    .action(async (failure: string, options: { json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const store = await readStore(config, out);
      const trace = await traceFailure(store, failure, config);
      out.document(trace);
      out.line(
        onOneLine(`${out.style('bold', trace.failure_class)}  ${trace.agent_name}  ${trace.fingerprint}`),
      );
      for (const line of table(trace.links.map((link) => row(out, link)))) out.line(`  ${line}`);
      if (trace.broken.length > 0)
        out.line(`\n${out.style('red', '✗')} broken at ${trace.broken.join(', ')}`);
      else out.line(`\n${out.style('green', '✓')} every link holds`);
      end(trace.broken.length > 0 ? 3 : 0);
    });
};

function row(out: Output, { link, ok, ref, text, fix }: Link): string[] {
  const mark = ok ? out.style('green', '✓') : out.style('red', '✗');
  const advice = fix === null ? '' : out.style('dim', `  fix: ${fix}`);
  return [mark, link, ref === null || ref === '' ? '–' : shortened(ref), `${text}${advice}`];
}
