import type { Fixture } from 'agent-replay/discover';
import type { AgentReplayOptions } from './options.ts';

/** Tells which fixtures run, by `only` and `skip`. */
export async function chooser({
  only,
  skip = [],
}: AgentReplayOptions): Promise<(fixture: Fixture) => boolean> {
  if (only === undefined && skip.length === 0) return () => true;
  const { compileGlob } = await import('@agent-replay/contracts');
  const [isOnly, isSkipped] = [only ?? ['**'], skip].map((globs) => {
    const tests = globs.map((glob) => compileGlob(glob));
    return ({ suite, fixture_id: id }: Fixture) => tests.some((matches) => matches(`${suite}/${id}`));
  }) as [(fixture: Fixture) => boolean, (fixture: Fixture) => boolean];
  return (fixture) => isOnly(fixture) && !isSkipped(fixture);
}
