import { once } from 'node:events';
import { loadConfig } from '../config/load-config.ts';
import { gateFactsForMany } from '../gate/run-gate.ts';
import { createOutput } from '../output/output.ts';
import { wholeNumber } from '../output/whole-number.ts';
import { renderReport } from '../report/render-report.ts';
import { reportData } from '../report/report-data.ts';
import { serve } from '../serve/serve.ts';
import type { AddCommand } from './add-command.ts';

interface Options {
  host: string;
  port: number;
  token?: string;
}

/** `agent-replay serve`: health over HTTP. */
export const addServe: AddCommand = (program) => {
  program
    .command('serve')
    .description('serve /healthz, /readyz, /metrics and the report over HTTP')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'where to listen', wholeNumber(0, 65_535), 4080)
    .option('--token <secret>', 'ask for it as a bearer token; AGENT_REPLAY_TOKEN does the same')
    .action(async (options: Options) => {
      const out = createOutput({});
      const config = await loadConfig();
      const token = options.token ?? process.env['AGENT_REPLAY_TOKEN'];
      if (token === undefined && !isLoopback(options.host))
        out.note(`anyone who reaches ${options.host} can read this; --token asks for a secret`);
      const server = await serve({
        ...options,
        ...(token !== undefined && { token }),
        facts: gateFactsForMany(config),
        report: async (facts) => renderReport(await reportData(config, facts)),
      });
      const told = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      out.line(`serving ${server.url}/healthz`);
      await told;
      await server.close();
    });
};

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
