import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Interaction, WebSocketFrame } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import { WebSocket as UndiciWebSocket } from 'undici';
import { describe, expect, it } from 'vitest';
import { WebSocket as WsWebSocket, WebSocketServer } from 'ws';
import { importRecording } from '../import/import-recording.ts';
import { openCassette } from '../open-cassette.ts';

type Session = Extract<Interaction, { kind: 'websocket' }>;

const recordings = join(import.meta.dirname, '../../../../test/corpora/vcr');
const LOGS = [
  'realtime__test_azure_voice_live_ws__test_tool_call_round.yaml',
  'realtime__test_azure_ws__test_audio_in_server_vad_transcription_requires_deployment.yaml',
  'realtime__test_google_ws__test_asap_enqueue_waits_for_response_boundary.yaml',
  'realtime__test_google_ws__test_message_history_seeding.yaml',
  'realtime__test_openai_ws_sideband__test_webrtc_sideband_audio_turn.yaml',
  'realtime__test_parity_ws__test_history_seeding_parity(xai-pinned).yaml',
  'realtime__test_parity_ws__test_text_tool_round_parity(openai-current).yaml',
  'realtime__test_xai_ws__test_text_in_audio_out_turn.yaml',
];

const clients = {
  'the global WebSocket': () => globalThis.WebSocket,
  "undici's WebSocket": () => UndiciWebSocket as unknown as typeof WebSocket,
  'the WebSocket of ws': () => WsWebSocket as unknown as typeof WebSocket,
};

/** Plays the client's part of a session: sends each frame once the ones received before it have come. */
async function playClient(Client: typeof WebSocket, url: string, { response }: Session): Promise<unknown[]> {
  const frames = response?.frames ?? [];
  const socket = new Client(url);
  const received: unknown[] = [];
  let position = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const advance = () => {
    for (let frame = frames[position]; frame !== undefined; frame = frames[position]) {
      const before = frames.slice(0, position).filter(({ direction }) => direction === 'received').length;
      if (frame.direction === 'received') {
        if (received.length <= before) return;
      } else socket.send(JSON.stringify('json' in frame.data ? frame.data.json : frame.data));
      position += 1;
    }
    resolve();
  };
  socket.addEventListener('open', advance);
  socket.addEventListener('message', ({ data }) => {
    received.push(JSON.parse(String(data)));
    advance();
  });
  socket.addEventListener('error', () => reject(new Error('the session failed')));
  await promise;
  socket.close();
  return received;
}

describe.each(['msw', 'nock'] as const)('under %s', (interceptor) => {
  it.each(LOGS)('replays %s through every client', async (name) => {
    const { interactions } = await importRecording('vcr', join(recordings, name));
    for (const [, pick] of Object.entries(clients)) {
      const cassette = await openCassette({ path: name, interactions, interceptor });
      const [session] = interactions as [Session];
      const received = await playClient(pick(), 'wss://realtime.test/v1/realtime?model=m', session);
      const expected = session.response?.frames.filter(({ direction }) => direction === 'received');
      expect(received).toEqual(expected?.map(({ data }) => ('json' in data ? data.json : data)));
      expect(await cassette.close()).toMatchObject({ served: ['0001'], unused: [], misses: [] });
    }
  });

  it('answers JSON-RPC under the ids of a client that counts from elsewhere', async () => {
    const frame = (direction: 'sent' | 'received', message: object): WebSocketFrame => ({
      direction,
      at_ms: 0,
      data: { json: { jsonrpc: '2.0', ...message } },
    });
    const recorded: Session = {
      id: '1',
      kind: 'websocket',
      effect: 'write',
      request: { url: 'ws://chain.test/' },
      response: {
        frames: [
          frame('sent', { id: 7, method: 'block', params: [] }),
          frame('received', { method: 'news', params: { id: 7 } }),
          frame('received', { id: 7, result: { id: 7 } }),
        ],
      },
    };
    const cassette = await openCassette({ path: 'x', interactions: [recorded], interceptor });
    const socket = new WebSocket('ws://chain.test/');
    const received: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.addEventListener('open', () =>
      socket.send('{"jsonrpc":"2.0","id":"a","method":"block","params":[]}'),
    );
    socket.addEventListener('message', ({ data }) => {
      if (received.push(String(data)) === 2) resolve();
    });
    socket.addEventListener('error', () => resolve());
    await promise;
    socket.close();
    expect(received).toEqual([
      '{"jsonrpc":"2.0","method":"news","params":{"id":7}}',
      '{"jsonrpc":"2.0","id":"a","result":{"id":7}}',
    ]);
    expect((await cassette.close()).misses).toEqual([]);
  });

  it('answers under the recorded id again, once a call has it after one that had another', async () => {
    const frame = (direction: 'sent' | 'received', message: object): WebSocketFrame => ({
      direction,
      at_ms: 0,
      data: { json: { jsonrpc: '2.0', id: 1, ...message } },
    });
    const turn = (n: number) => [frame('sent', { method: 'block' }), frame('received', { result: n })];
    const recorded: Session = {
      id: '1',
      kind: 'websocket',
      effect: 'write',
      request: { url: 'ws://chain.test/' },
      response: { frames: [...turn(1), ...turn(2), ...turn(3)] },
    };
    const cassette = await openCassette({ path: 'x', interactions: [recorded], interceptor });
    const socket = new WebSocket('ws://chain.test/');
    const received: string[] = [];
    const asked = ['5', '1', '9007199254740993'];
    const ask = () => socket.send(`{"jsonrpc":"2.0","id":${asked[received.length]},"method":"block"}`);
    await new Promise<void>((done) => {
      socket.addEventListener('open', ask);
      socket.addEventListener('message', ({ data }) =>
        received.push(String(data)) === asked.length ? done() : ask(),
      );
      socket.addEventListener('error', () => done());
    });
    socket.close();
    expect(received.map((text) => /"id":(\d+)/.exec(text)?.[1])).toEqual(asked);
    expect((await cassette.close()).misses).toEqual([]);
  });

  it('reports an unrecorded session and an unrecorded frame as misses, and reaches no server', async () => {
    let connections = 0;
    const server = createServer().on('connection', () => (connections += 1));
    const sockets = new WebSocketServer({ server });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
    const recorded: Session = {
      id: '1',
      lane: `websocket ${url}`,
      kind: 'websocket',
      effect: 'write',
      request: { url },
      response: { frames: [{ direction: 'sent', at_ms: 0, data: { json: { a: 1, pid: 7, kept: 1 } } }] },
    };
    const cassette = await openCassette({ path: 'x', interactions: [recorded], interceptor });
    // Node 22's own class says one or the other, later ones both.
    const failed = (socket: WebSocket) =>
      new Promise((done) => {
        for (const type of ['error', 'close']) socket.addEventListener(type, done);
      });
    await failed(new WebSocket(`${url}/other`));
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => socket.send('{"a":2,"pid":8,"kept":1}'));
    await failed(socket);
    const { misses, served } = await cassette.close();
    sockets.close();
    server.close();
    expect(served).toEqual(['1']);
    expect(connections).toBe(0);
    expect(misses.map(({ cause, call }) => [cause, call.replace(url, '…')])).toEqual([
      [expect.any(String), 'WebSocket …/other'],
      ['body-diff', 'WebSocket …, frame 1 sent'],
    ]);
    expect(misses[1]?.message.replaceAll(url, '…')).toMatchInlineSnapshot(`
      "Failed to replay "WebSocket …, frame 1 sent": it is not the frame that was recorded.
        session   1
        at        /a
        expected  1
        received  2
        cause     body-diff
        fix       record the session again, or ignore the fields: match.ignore: ["/a", "/pid"]"
    `);
  });

  it('knows a credential again that was redacted, in the address and in what is sent', async () => {
    const [id, text, packed] = ['sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789abcd', 'login ', 'bytes '];
    const url = 'wss://speech.test/listen';
    const redactor = createRedactor();
    const frames = (secret: string): WebSocketFrame['data'][] => [
      { json: { type: 'connection_init', payload: { authorization: `Bearer ${secret}` } } },
      { text: text + secret },
      { base64: Buffer.from(packed + secret).toString('base64') },
    ];
    const live: Session = {
      id: '1',
      kind: 'websocket',
      effect: 'write',
      request: { url: `${url}?token=${id}` },
      response: { frames: frames(id).map((data) => ({ direction: 'sent', at_ms: 0, data })) },
    };
    const recorded = redactor.json([live]);
    expect(JSON.stringify(recorded)).not.toContain(id);

    const cassette = await openCassette({
      path: 'x',
      interactions: recorded,
      interceptor,
      redactor,
    });
    const socket = new WebSocket(`${url}?token=${id}`);
    await new Promise((done) => socket.addEventListener('open', done));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${id}` } }));
    socket.send(text + id);
    socket.send(Buffer.from(packed + id));
    socket.close();
    await new Promise((done) => socket.addEventListener('close', done));
    const { misses, served } = await cassette.close();
    expect(misses).toEqual([]);
    expect(served).toEqual(['1']);
  });

  it.each(['refuse', 'alike'] as const)('with drift: %s, a frame whose time is another', async (drift) => {
    const url = 'wss://realtime.test/ask';
    const ask = (at: number) => ({ type: 'ask', at });
    const recorded: Session = {
      id: '1',
      kind: 'websocket',
      effect: 'write',
      request: { url: `${url}?at=1795732455765` },
      response: {
        frames: [
          { direction: 'sent', at_ms: 0, data: { json: ask(1795732455765) } },
          { direction: 'received', at_ms: 1, data: { text: 'answer' } },
        ],
      },
    };
    const cassette = await openCassette({
      path: 'x',
      interactions: [recorded],
      interceptor,
      match: { drift, ignoreQuery: drift === 'refuse' ? ['at'] : [] },
    });
    const socket = new WebSocket(`${url}?at=1795732450000`);
    socket.addEventListener('open', () => socket.send(JSON.stringify(ask(1795732450000))));
    const got = await new Promise((done) => {
      for (const type of ['message', 'error', 'close'])
        socket.addEventListener(type, (event) => done((event as MessageEvent).data));
    });
    const { misses, drift: drifted } = await cassette.close();
    if (drift === 'refuse') {
      expect(got).toBeUndefined();
      expect(misses[0]?.fix).toContain('--update');
      return;
    }
    expect(got).toBe('answer');
    expect(misses).toEqual([]);
    expect(drifted).toEqual([
      expect.objectContaining({ interaction: '1', part: 'request', url: `${url}?at=1795732450000` }),
      expect.objectContaining({ frame: 0, received: { json: ask(1795732450000) } }),
    ]);
  });

  it('does not advise to ignore what an agent itself says: its prompt, its model, its tools', async () => {
    const url = 'wss://realtime.test/v1/realtime';
    const update = (instructions: string) => ({ type: 'session.update', session: { instructions } });
    const recorded: Session = {
      id: '1',
      lane: `websocket ${url}`,
      kind: 'websocket',
      effect: 'write',
      request: { url },
      response: { frames: [{ direction: 'sent', at_ms: 0, data: { json: update('Be kind.') } }] },
    };
    const cassette = await openCassette({ path: 'x', interactions: [recorded], interceptor });
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => socket.send(JSON.stringify(update('Be brief.'))));
    await new Promise((done) => ['error', 'close'].forEach((type) => socket.addEventListener(type, done)));
    expect((await cassette.close()).misses[0]?.fix).toBe(
      'the prompt changed: put it back, or record the session again, and prove the fixture again',
    );
  });
});
