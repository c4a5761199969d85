import { dirname, resolve } from 'node:path';
import { createRedactor, makeFolder, writeFileAtomic } from '@agent-replay/redaction';
import { loadConfig } from '../config/load-config.ts';
import { display } from '../discover/display.ts';
import { gateFacts } from '../gate/run-gate.ts';
import { createOutput } from '../output/output.ts';
import { renderReport } from '../report/render-report.ts';
import { reportData } from '../report/report-data.ts';
import type { AddCommand } from './add-command.ts';

/** `agent-replay report`: health as one HTML file. */
export const addReport: AddCommand = (program) => {
  program
    .command('report')
    .description('write health as one HTML file that opens from disk')
    .option('--out <file>', 'where to write it', '.agent-replay/report.html')
    .option('--json', 'print one JSON document')
    .action(async (options: { out: string; json?: boolean }) => {
      const out = createOutput(options);
      const config = await loadConfig();
      const data = await reportData(config, await gateFacts(config));
      const page = renderReport(data);
      const file = resolve(config.root, options.out);
      await makeFolder(dirname(file));
      await writeFileAtomic(file, page, { redactor: createRedactor(config.redact) });
      out.document({ file, bytes: Buffer.byteLength(page), healthy: data.gate.healthy });
      out.line(`wrote ${display(file)}`);
    });
};
