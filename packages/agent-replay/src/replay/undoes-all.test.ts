import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { replay } from './replay.ts';

test('a workspace is removed though an agent made a step before that throw', async () => {
  const { root } = createProject(fixtureFiles('breaks', { expected: { output: { type: 'string' } } }));
  let workspace = '';
  let wasThere = false;
  const agent = defineAgent({
    name: 'agent',
    async run(_payload, context) {
      ({ workspace } = context);
      wasThere = existsSync(workspace);
      Object.defineProperty(process, 'off', {
        configurable: true,
        value() {
          throw new Error('no way back');
        },
      });
      return 'done';
    },
  });
  onTestFinished(() => void Reflect.deleteProperty(process, 'off'));
  const config = { ...(await loadConfig(root)), agents: { agent } };
  const { ok, verdict } = await replay(join(root, 'fixtures/suite/breaks'), { config });
  expect([ok, verdict.failure_reason]).toEqual([false, 'infrastructure: Error: no way back']);
  expect([wasThere, existsSync(workspace)]).toEqual([true, false]);
});
