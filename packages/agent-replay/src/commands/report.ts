import { resolve } from 'node:path';
import { createRedactor, writeFileAtomic } from '@agent-replay/redaction';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/load-fixture.ts';
import { gateFacts } from '../gate/run-gate.ts';
import { createOutput } from '../output/output.ts';
import { renderReport } from '../report/render-report.ts';
import { reportData } from '../report/report-data.ts';
import type { AddCommand } from './commands.ts';

/** `agent-replay report`: health as one HTML file. */
export const addReport: AddCommand = (program) => {
  program
    .command('report')
    .description('write health as one HTML file that opens from disk')
    .option('--out <file>', 'where to write it', '.agent-replay/report.html')
    .action(async (options: { out: string }) => {
      const out = createOutput({});
      const config = await loadConfig();
      const page = renderReport(await reportData(config, await gateFacts(config)));
      const file = resolve(config.root, options.out);
      await writeFileAtomic(file, page, { redactor: createRedactor(config.redact) });
      out.line(`wrote ${display(file)}`);
    });
};
