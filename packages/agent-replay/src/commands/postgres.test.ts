import net, { type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentModule, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';

const url = process.env['AGENT_REPLAY_TEST_POSTGRES'];

if (url === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_POSTGRES');
  test('leaves PostgreSQL out: no AGENT_REPLAY_TEST_POSTGRES; run `source scripts/services.sh` first', () => {
    console.warn(
      'PostgreSQL behind the wall was not tested: AGENT_REPLAY_TEST_POSTGRES is not set (source scripts/services.sh)',
    );
  });
} else {
  const { hostname, port, username } = new URL(url);
  let hits = 0;
  let folder = '';
  const other = net.createServer((socket) => {
    hits += 1;
    socket.on('error', () => {}).end();
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { default: pg } = await import('pg');
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query<{ file: string }>(
      `select split_part(current_setting('unix_socket_directories'), ',', 1) || '/.s.PGSQL.' || current_setting('port') as file`,
    );
    folder = rows[0]?.file ?? '';
    await client.end();
  });
  afterAll(() => void other.close());

  test.each(['msw', 'nock'])(
    'a PostgreSQL that the allow-list names is reached in every mode with %s, by port and by socket, and nothing else',
    async (interceptor) => {
      const ask = (host: string, at: string | number) => `
        const client = new pg.Client({ host: '${host}', port: ${at}, user: '${username}', database: 'postgres' });
        client.on('error', () => {});
        await client.connect();
        const { rows } = await client.query('select 6 * 7 as answer');
        await client.end();
        if (rows[0].answer !== 42) throw new Error('no answer');`;
      const bodies = {
        by_port: ask(hostname, port),
        by_socket: ask(dirname(folder), port),
        elsewhere: `try { ${ask('127.0.0.1', (other.address() as AddressInfo).port)} } catch {}`,
      };
      const cases = Object.entries(bodies).map(([name, body]) => `case '${name}': { ${body} break; }`);
      const project = createProject({
        'agent-replay.config.json': {
          ...CONFIG['agent-replay.config.json'],
          interceptor,
          allow: [`tcp:${hostname}:${port}`, `unix:${folder}`],
        },
        'agent.js': agentModule(
          `switch (payload.do) { ${cases.join('\n')} }\nreturn report();`,
          `import pg from ${JSON.stringify(import.meta.resolve('pg'))};`,
        ),
        ...Object.assign(
          {},
          ...Object.keys(bodies).map((name) =>
            fixtureFiles(name, { input: { task: { task_id: 't', attempt: 1, payload: { do: name } } } }),
          ),
        ),
      });
      for (const mode of ['cassette', 'strict', 'live']) {
        const { value } = await project.json<{
          fixtures: {
            fixture_id: string;
            exit_code: number;
            ledger: { blocked: { operation: string; call_site: string | null }[] };
          }[];
        }>('--fixture', 'fixtures/*/*', '--mode', mode);
        expect(
          value.fixtures.map(({ fixture_id: id, exit_code, ledger }) => [
            mode,
            id,
            exit_code,
            ledger.blocked.map(({ operation, call_site: site }) => [operation, site?.includes('agent.js')]),
          ]),
        ).toEqual([
          [mode, 'by_port', 0, []],
          [mode, 'by_socket', 0, []],
          [mode, 'elsewhere', 4, [['tcp', true]]],
        ]);
      }
      expect(hits).toBe(0);
    },
    300_000,
  );
}
