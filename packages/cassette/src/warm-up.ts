import { parseJsonFile, ToolCassettes } from '@agent-replay/contracts';
import { createEngine } from './engine/engine.ts';

/**
 * Reads a small tape once, when the package is loaded: schemas and functions are compiled at their
 * first use, which takes several times as long as to open a small tape with them.
 */
export function warmUp(): void {
  const url = 'http://api.example.com/v1/items';
  const response = { status: 200, headers: [['content-type', 'application/json']], body: { text: '{}' } };
  const timing = { started_ms: 0, duration_ms: 0 };
  const common = { kind: 'http', response, timing };
  const content = JSON.stringify({
    interactions: [
      {
        id: '1',
        effect: 'read',
        request: { method: 'GET', url: `${url}?page=1`, headers: [['accept', '*/*']] },
        ...common,
      },
      {
        id: '2',
        effect: 'write',
        request: { method: 'POST', url, headers: [], body: { text: '{"query":"a\\u00e4","limit":1}' } },
        ...common,
      },
      {
        id: '3',
        effect: 'write',
        request: { method: 'POST', url, headers: [], body: { json: { query: 'b' } } },
        ...common,
      },
    ],
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const { interactions } = parseJsonFile(Buffer.from(content), { file: 'warm-up', schema: ToolCassettes });
    createEngine(interactions);
  }
}

const ROUNDS = 3;
