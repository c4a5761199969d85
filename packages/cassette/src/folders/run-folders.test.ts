import { gzipSync } from 'node:zlib';
import type { Interaction, Json } from '@agent-replay/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import type { CassetteOptions } from '../cassette-options.ts';
import { tool } from '../tool.ts';

const RECORDED = '/srv/my app';
const HERE = '/tmp/agent-replay-1/workspace';
const URL_ = 'https://model.example/v1';

function http(
  request: { url?: string; text?: string },
  response: NonNullable<Extract<Interaction, { kind: 'http' }>['response']>,
): Interaction {
  const { url = URL_, text = '' } = request;
  return {
    id: 'a',
    kind: 'http',
    effect: 'write',
    request: { method: 'POST', url, headers: [], body: { text } },
    response,
  };
}

async function play(interactions: Interaction[], folders: Partial<CassetteOptions['folders']> = {}) {
  const tape = await openCassette({
    path: 'memory',
    interactions,
    folders: {
      recorded: { workspace: RECORDED },
      here: { workspace: HERE, cwd: '/ci/project' },
      isWorkspaceTold: () => true,
      ...folders,
    },
  });
  onTestFinished(async () => void (await tape.close()));
  return tape;
}

const post = (body: string | Uint8Array<ArrayBuffer>, url = URL_, headers = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers });

const plain = (text: string, headers: [string, string][] = []) => ({ status: 200, headers, body: { text } });
const events = (...pieces: string[]): string =>
  pieces
    .map((content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
    .join('');
const contentsOf = (text: string): string[] =>
  text
    .trim()
    .split('\n\n')
    .map(
      (event) =>
        (JSON.parse(event.slice(6)) as { choices: { delta: { content: string } }[] }).choices[0]?.delta
          .content ?? '',
    );

describe('a request', () => {
  it.each<[string, (folder: string) => string]>([
    ['as it is', (folder) => `in ${folder}.`],
    ['in JSON, behind an escape', (folder) => JSON.stringify({ text: `in\n${folder}\nnow` })],
    [
      'in JSON within JSON',
      (folder) => JSON.stringify({ text: JSON.stringify({ file: `${folder}/é.txt` }) }),
    ],
    ['with slashes that are escaped', (folder) => JSON.stringify([folder]).replaceAll('/', '\\/')],
    ['in an address', (folder) => `file://${encodeURI(folder)}/a`],
    ['as an option', (folder) => `git -C${folder}`],
  ])('names its folder %s as the recorded one', async (_, write) => {
    await play([http({ text: write(RECORDED) }, plain('yes'))]);
    expect(await (await post(write(HERE))).text()).toBe('yes');
  });

  it('names it in its address and in what it has packed', async () => {
    const url = (folder: string): string => `${URL_}?file=${encodeURIComponent(`${folder}/a`)}`;
    await play([http({ url: url(RECORDED), text: RECORDED }, plain('yes'))]);
    const answer = await post(new Uint8Array(gzipSync(HERE)), url(HERE), { 'content-encoding': 'gzip' });
    expect(await answer.text()).toBe('yes');
  });

  it('names it in a form', async () => {
    const form = (folder: string): string => new URLSearchParams({ file: `${folder}/a` }).toString();
    const headers: [string, string][] = [['content-type', 'application/x-www-form-urlencoded']];
    const recorded = http({ text: form(RECORDED) }, plain('yes'));
    await play([{ ...recorded, request: { ...recorded.request, headers } } as Interaction]);
    expect(await (await post(form(HERE), URL_, Object.fromEntries(headers))).text()).toBe('yes');
  });

  it('that was recorded as it is asked is no other one', async () => {
    await play([
      http({ text: HERE }, plain('as it is')),
      { ...http({ text: RECORDED }, plain('other')), id: 'b' },
    ]);
    expect(await (await post(HERE)).text()).toBe('as it is');
  });

  it.each([`${HERE}-2/a`, `${HERE}.old`, `${HERE}s`, `x${HERE}`, `/backup${HERE}`])(
    'that names %s names another folder',
    async (other) => {
      const tape = await play([http({ text: other.replace(HERE, RECORDED) }, plain('yes'))]);
      await expect(post(other)).rejects.toThrow();
      expect(tape.ledger().misses).toHaveLength(1);
    },
  );

  it('of the current folder goes by the recorded one, of which the workspace is a part', async () => {
    const folders = {
      recorded: { cwd: '/srv', workspace: RECORDED },
      here: { cwd: '/ci', workspace: '/ci/job' },
    };
    await play([http({ text: `/srv and ${RECORDED}/a` }, plain(`${RECORDED}/b, /srv/c`))], folders);
    expect(await (await post('/ci and /ci/job/a')).text()).toBe('/ci/job/b, /ci/c');
  });
});

describe('an answer', () => {
  it('names the folder of the replay, whole, and tells its length', async () => {
    const text = `${RECORDED}/a ${RECORDED}-2 /x${RECORDED} ${RECORDED}.`;
    await play([
      http(
        { text: HERE },
        plain(text, [
          ['content-length', String(text.length)],
          ['x-at', `${RECORDED}/a`],
        ]),
      ),
    ]);
    const answer = await post(HERE);
    const body = await answer.text();
    expect(body).toBe(`${HERE}/a ${RECORDED}-2 /x${RECORDED} ${HERE}.`);
    expect(answer.headers.get('content-length')).toBe(String(body.length));
    expect(answer.headers.get('x-at')).toBe(`${HERE}/a`);
  });

  it('that is packed is packed again', async () => {
    const packed = gzipSync(JSON.stringify({ file: `${RECORDED}/a` }));
    const headers: [string, string][] = [
      ['content-encoding', 'gzip'],
      ['content-length', String(packed.length)],
    ];
    await play([
      http({ text: RECORDED }, { status: 200, headers, body: { base64: packed.toString('base64') } }),
    ]);
    expect(await (await post(HERE)).json()).toEqual({ file: `${HERE}/a` });
  });

  it.each([1, 7, 40, 1000])(
    'that says it piece by piece says the other one, in chunks of %d bytes',
    async (size) => {
      const stream = Buffer.from(
        events('é ', '/sr', 'v/my', ' app', '/src', ' and /srv/my app', 'le or /srv/my app'),
      );
      const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) => ({
        at_ms: index,
        base64: stream.subarray(index * size, (index + 1) * size).toString('base64'),
      }));
      const headers: [string, string][] = [['content-type', 'text/event-stream']];
      await play([http({ text: RECORDED }, { status: 200, headers, body: { chunks } })]);
      const said = contentsOf(await (await post(HERE)).text());
      expect(said).toHaveLength(7);
      expect(said.join('')).toBe(`é ${HERE}/src and ${RECORDED}le or ${HERE}`);
    },
  );

  it('of lines that stand each for itself names it in each', async () => {
    const lines = (folder: string): string =>
      ['a', 'b'].map((name) => `${JSON.stringify({ path: `${folder}/${name}` })}\n`).join('');
    await play([http({ text: RECORDED }, plain(lines(RECORDED)))]);
    expect(await (await post(HERE)).text()).toBe(lines(HERE));
  });

  it('stays as it is where the agent goes by the recorded folder, as its task has it', async () => {
    await play([http({ text: RECORDED }, plain(RECORDED))]);
    expect(await (await post(RECORDED)).text()).toBe(RECORDED);
  });

  it('stays as it is where it is no text', async () => {
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 30]), Buffer.from(RECORDED)]);
    const body = { base64: bytes.toString('base64') };
    await play([http({ text: RECORDED }, { status: 200, headers: [], body })]);
    expect(Buffer.from(await (await post(HERE)).arrayBuffer())).toEqual(bytes);
  });

  it('of a tool names the workspace once the agent was told where that is', async () => {
    let isTold = false;
    const found = (id: string): Interaction => ({
      id,
      kind: 'tool',
      effect: 'read',
      request: { name: 'glob', arguments: '*' },
      response: { result: [`${RECORDED}/a`] },
    });
    const read: Interaction = {
      id: 'c',
      kind: 'tool',
      effect: 'read',
      request: { name: 'read', arguments: { file: `${RECORDED}/a` } },
      error: { name: 'Error', message: `no ${RECORDED}/a` },
    };
    await play([found('a'), found('b'), read], { isWorkspaceTold: () => isTold });
    const glob = tool<[string], Json>('glob', () => null);
    expect(await glob('*')).toEqual([`${RECORDED}/a`]);
    isTold = true;
    expect(await glob('*')).toEqual([`${HERE}/a`]);
    const file = `${HERE}/a`;
    await expect(tool<[{ file: string }], string>('read', () => '')({ file })).rejects.toThrow(`no ${file}`);
  });
});
