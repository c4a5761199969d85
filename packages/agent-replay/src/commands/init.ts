import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findConfig } from '../config/load-config.ts';
import { display } from '../discover/load-fixture.ts';
import { createOutput } from '../output/output.ts';
import type { AddCommand } from './commands.ts';

const CONFIG = `import { defineConfig } from 'agent-replay';

export default defineConfig({
  // Where your agents are: a module, and the name of its export.
  agents: { 'my-agent': './src/agent.ts#agent' },
});
`;

/** `agent-replay init`: the config, and the store kept out of Git. */
export const addInit: AddCommand = (program) => {
  program
    .command('init')
    .description('write a config')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const out = createOutput(options);
      const { file, root } = findConfig(process.cwd());
      const config = file ?? join(root, 'agent-replay.config.ts');
      const written: string[] = [];
      if (file === null) {
        await writeFile(config, CONFIG, { flag: 'wx' });
        written.push(config);
      }
      const ignore = join(root, '.gitignore');
      const known = existsSync(ignore) ? await readFile(ignore, 'utf8') : '';
      if (!/^\/?\.agent-replay\/?$/m.test(known)) {
        await appendFile(ignore, `${known === '' || known.endsWith('\n') ? '' : '\n'}.agent-replay/\n`);
        written.push(ignore);
      }
      out.document({ config, written });
      for (const path of written) out.line(`${out.style('green', '✓')} ${display(path)}`);
      if (written.length === 0) out.line('nothing to do');
      out.line('next: name your agent in the config, and run it with agent.execute(task)');
    });
};
