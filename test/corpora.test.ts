import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { importRecording } from '@agent-replay/cassette';
import { describe, expect, it } from 'vitest';
import { CLIENTS, INTERCEPTORS, replayFolder } from './corpora/replay-folder.ts';

const folder = join(import.meta.dirname, 'corpora/vcr');
const HTTP_INTERACTIONS = 184;

describe.each(INTERCEPTORS)('every recorded exchange, under %s', (interceptor) => {
  it.each(Object.keys(CLIENTS) as (keyof typeof CLIENTS)[])(
    'comes back as it was recorded through %s',
    { timeout: 120_000 },
    async (client) => {
      const { total, equal, redacted, failures } = await replayFolder(folder, { client, interceptor });
      console.log(
        `${interceptor} ${client}: ${equal} of ${total} interactions (${redacted} with redacted values)`,
      );
      expect(failures).toEqual([]);
      expect([equal, total]).toEqual([HTTP_INTERACTIONS, HTTP_INTERACTIONS]);
      // A resumable upload's URL lets anyone write who has it; nothing else in these recordings is secret.
      expect(redacted).toBe(1);
    },
  );
});

it('imports every recording, or names each entry that it does not, with the reason', async () => {
  const calls: Record<string, number> = {};
  const named: string[] = [];
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  for (const name of files) {
    const { interactions, skipped } = await importRecording('vcr', join(folder, name));
    for (const { kind } of interactions) calls[kind] = (calls[kind] ?? 0) + 1;
    for (const { index, reason } of skipped) named.push(`${name} #${index}: ${reason}`);
    if (interactions.length + skipped.length === 0) named.push(`${name}: empty`);
  }
  expect(files).toHaveLength(128);
  expect(calls).toEqual({ http: HTTP_INTERACTIONS, websocket: 8 });
  expect(named).toMatchInlineSnapshot(`
    [
      "models__test_multimodal_tool_returns__test_multimodal_tool_return_matrix(direct-binary-video-xai).xai.yaml #0: not HTTP: it holds request_sample, response_sample",
      "models__test_multimodal_tool_returns__test_multimodal_tool_return_matrix(direct-uploaded_file-video-xai).xai.yaml: empty",
      "models__test_multimodal_tool_returns__test_multimodal_tool_return_matrix(tool_return_content-url-audio-xai).xai.yaml #0: not HTTP: it holds request_sample, response_sample",
      "models__test_xai__test_xai_builtin_mcp_server_tool.xai.yaml #0: not HTTP: it holds request_sample, response_sample",
    ]
  `);
});
