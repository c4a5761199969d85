import { loadConfig } from '../config/load-config.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './add-command.ts';
import { exitCodeOf, sqliteLines, storeLines } from './store-lines.ts';

interface DoctorOptions {
  probe?: boolean;
  only?: string[];
  interceptor: 'msw' | 'nock' | 'none';
  recorded?: boolean;
  install?: boolean;
  json?: boolean;
}

/** `agent-replay doctor`: says what this machine can guard, and proves it with `--probe`. */
export const addDoctor: AddCommand = (program, end) => {
  program
    .command('doctor')
    .description(
      'say what can be guarded here, and how the store is; with --probe, try every way out: 0 none leaks, 1 one does',
    )
    .option(
      '--probe',
      'try every way out of a Node process with nothing, msw, nock and agent-replay in the way',
    )
    .option('--only <parts...>', 'probes whose name contains one of these')
    .option('--interceptor <name>', 'what answers HTTP for agent-replay: msw, nock or none', 'msw')
    .option('--recorded', 'record each way out first, and replay it: what can be answered is')
    .option('--install', 'fetch the clients that this project lacks into a temporary folder, with npm')
    .option('--json', 'print one JSON document')
    .action(async (options: DoctorOptions) => {
      const out = createOutput(options);
      const { formatProbes, installGuard, missingClients, netnsState, openWays, runProbes } =
        await import('@agent-replay/cassette');
      if (options.probe !== true) {
        const missing = installGuard({ mode: 'off' }).selfTest();
        const netns = netnsState();
        const { inspectStore, sqliteFacts } = await import('@agent-replay/runs');
        const sqlite = await sqliteFacts().catch((error: Error) => ({
          version: null,
          has_wal_reset_race: false,
          fix: error.message,
        }));
        const config = await loadConfig();
        const store = await inspectStore(config.store);
        out.document({
          node: process.version,
          guard: { ok: missing.length === 0, missing },
          netns,
          sqlite,
          store,
        });
        out.line(
          `guard    ${missing.length === 0 ? `holds on Node ${process.version}` : `does not hold: ${missing.join(', ')}`}`,
        );
        out.line(`network  ${netns.active ? 'namespaces can be had' : `no namespaces: ${netns.reason}`}`);
        for (const line of [...sqliteLines(sqlite), ...storeLines(store)]) out.line(line);
        end(missing.length === 0 ? exitCodeOf(store) : 5);
        return;
      }
      const { inTemporaryFolder } = await import('../workspace/in-temporary-folder.ts');
      const result = await inTemporaryFolder('doctor', (folder) =>
        runProbes({
          interceptor: options.interceptor,
          ...(options.only === undefined ? {} : { only: options.only }),
          recorded: options.recorded === true,
          install: options.install === true,
          folder,
          onProgress: ({ name }, done, total) => {
            if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${done}/${total} ${name}`);
            else if (done % 20 === 0 || done === total) process.stderr.write(`${done}/${total}\n`);
          },
        }),
      );
      if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
      const { node, probes } = result;
      out.document({ node, probes: probes.map(({ name, results }) => ({ name, results })) });
      out.line(formatProbes(result));
      const isProven = result.probes.some(({ results }) => /refused|answered/.test(results.ours));
      const open = openWays(result.probes);
      if (open.length > 0) out.line(`open      ${open.join(', ')}`);
      const missing = missingClients(result.probes);
      if (missing.length > 0) {
        out.line(`left out  ${missing.join(', ')}: not installed here`);
        out.line('fix       agent-replay doctor --probe --install, or install them into this project');
      }
      end(open.length > 0 ? 1 : isProven ? 0 : 3);
    });
};
