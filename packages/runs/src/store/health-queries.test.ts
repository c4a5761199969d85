import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('answers what each run of a runner asks without the query builder', () => {
  const store = new URL('open-store.ts', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { openStore } = await import(${JSON.stringify(store)});
    const store = await openStore(':memory:');
    const at = '2026-11-20T10:00:00.000Z';
    const result = { fixture_id: 'a', suite: 's', run_id: 'r', at, fixture_sha256: 'f', exit_code: 0, reason: null };
    await store.recordFixtureResults([result]);
    await store.recordHealth({ at, passing: 1, failing: 0, stale: 0, window_minutes: null });
    const asked = [await store.latestFixtureResults(), await store.listTicks(), await store.failureHistories(), await store.listAlerts()];
    const isBuilder = (url) => url.includes('/kysely/');
    const before = loaded.some(isBuilder);
    await store.listHealth(at);
    console.log(JSON.stringify({ asked: asked.map((each) => Object.keys(each).length), before, after: loaded.some(isBuilder) }));
    await store.close();`;
  const args = ['--conditions=@agent-replay/source', '--input-type=module', '--eval', script];
  const said = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(JSON.parse(said)).toEqual({ asked: [1, 0, 0, 0], before: false, after: true });
});
