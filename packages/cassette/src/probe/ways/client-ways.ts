import { EventEmitter } from 'node:events';
import { wayOut } from '../way-out.ts';
import { opened } from './undici-ways.ts';

/** HTTP clients from npm. */
export const clientWays = [
  wayOut({
    name: 'axios',
    needs: ['axios'],
    answerable: true,
    run: async ({ load, targets }) => {
      const { default: axios } = (await load('axios')) as typeof import('axios');
      return (await axios.get<string>(`${targets.http}/axios`)).data;
    },
  }),
  wayOut({
    name: 'axios, fetch adapter',
    needs: ['axios'],
    answerable: true,
    run: async ({ load, targets }) => {
      const { default: axios } = (await load('axios')) as typeof import('axios');
      return (await axios.get<string>(`${targets.http}/axios-fetch`, { adapter: 'fetch' })).data;
    },
  }),
  wayOut({
    name: 'got',
    needs: ['got'],
    answerable: true,
    run: async ({ load, targets }) => {
      const { default: got } = (await load('got')) as typeof import('got');
      return got(`${targets.http}/got`, { retry: { limit: 0 } }).text();
    },
  }),
  wayOut({
    name: 'got, HTTP/2',
    needs: ['got'],
    run: async ({ load, targets }) => {
      const { default: got } = (await load('got')) as typeof import('got');
      return got(`${targets.h2}/got`, {
        http2: true,
        https: { rejectUnauthorized: false },
        retry: { limit: 0 },
      }).text();
    },
  }),
  wayOut({
    name: 'ky',
    needs: ['ky'],
    answerable: true,
    run: async ({ load, targets }) => {
      const { default: ky } = (await load('ky')) as typeof import('ky');
      return ky(`${targets.http}/ky`, { retry: 0 }).text();
    },
  }),
  wayOut({
    name: 'node-fetch',
    needs: ['node-fetch'],
    answerable: true,
    run: async ({ load, targets }) => {
      const { default: nodeFetch } = (await load('node-fetch')) as { default: typeof fetch };
      return (await nodeFetch(`${targets.http}/node-fetch`)).text();
    },
  }),
  wayOut({
    name: 'gRPC',
    needs: ['@grpc/grpc-js'],
    run: async ({ load, targets }) => {
      const grpc = (await load('@grpc/grpc-js')) as typeof import('@grpc/grpc-js');
      const client = new grpc.Client(new URL(targets.h2c).host, grpc.credentials.createInsecure());
      const bytes = (value: Buffer) => value;
      return new Promise((resolve, reject) => {
        client.makeUnaryRequest('/probe.Probe/Call', bytes, bytes, Buffer.from('x'), (error, value) =>
          error === null ? resolve(String(value)) : reject(error),
        );
      });
    },
  }),
  wayOut({ name: 'WebSocket', run: ({ targets }) => opened(new WebSocket(`${targets.ws}/ws`)) }),
  wayOut({
    name: 'WebSocket captured before',
    before: () => globalThis.WebSocket,
    run: ({ targets }, Captured) => opened(new Captured(`${targets.ws}/ws`)),
  }),
  wayOut({
    name: 'ws',
    needs: ['ws'],
    run: async ({ load, targets }) => {
      const { WebSocket: Socket } = (await load('ws')) as { WebSocket: new (url: string) => EventEmitter };
      await EventEmitter.once(new Socket(`${targets.ws}/ws`), 'open');
      return 'open';
    },
  }),
  wayOut({
    name: 'eventsource',
    needs: ['eventsource'],
    run: async ({ load, targets }) => {
      const { EventSource: Source } = (await load('eventsource')) as typeof import('eventsource');
      return opened(new Source(`${targets.http}/sse`));
    },
  }),
];
