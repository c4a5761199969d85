/** Node's own bindings, as far as the guard touches them; below every client and every captured reference. */
interface Handle {
  [name: string]: (...args: unknown[]) => unknown;
  connect(...args: unknown[]): unknown;
  connect6(...args: unknown[]): unknown;
  send(...args: unknown[]): unknown;
  close(...args: unknown[]): unknown;
}
type HandleClass = new (...args: unknown[]) => Handle;

interface Bindings {
  TCP: HandleClass;
  Pipe: HandleClass;
  UDP: HandleClass;
  Process: HandleClass;
  ChannelWrap: HandleClass;
  FSReqCallback: new () => object;
  cares: Handle;
  spawnSync: Handle;
  fs: Handle;
  os: Handle;
  inspector: Record<string, unknown>;
  EACCES: number;
  ENETUNREACH: number;
}

function binding(name: string): Record<string, unknown> {
  return (Reflect.get(process, 'binding') as (name: string) => Record<string, unknown>)(name);
}

const cares = binding('cares_wrap');
const fs = binding('fs');

const bindings = {
  TCP: binding('tcp_wrap')['TCP'],
  Pipe: binding('pipe_wrap')['Pipe'],
  UDP: binding('udp_wrap')['UDP'],
  Process: binding('process_wrap')['Process'],
  ChannelWrap: cares['ChannelWrap'],
  FSReqCallback: fs['FSReqCallback'],
  cares,
  spawnSync: binding('spawn_sync'),
  fs,
  os: binding('os'),
  inspector: binding('inspector'),
  EACCES: -13,
  ENETUNREACH: process.platform === 'darwin' ? -51 : -101,
} as Bindings;

export = bindings;
