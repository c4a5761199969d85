import dgram from 'node:dgram';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { tapSideChannels } from './tap-side-channels.ts';

test('native code and UDP are told while the tap is there, and work all the same', () => {
  const told: unknown[] = [];
  const listen = (message: unknown) => told.push(message);
  subscribe('agent-replay:side-channel', listen);
  const load = () => process.dlopen({ exports: {} }, '/nowhere/side.node');
  const undo = tapSideChannels();
  expect(load).toThrow(/side\.node/);
  dgram.createSocket('udp4').close();
  undo();
  expect(load).toThrow(/side\.node/);
  dgram.createSocket('udp4').close();
  unsubscribe('agent-replay:side-channel', listen);
  expect(told).toEqual([{ channel: 'addon:side.node' }, { channel: 'udp' }]);
});
