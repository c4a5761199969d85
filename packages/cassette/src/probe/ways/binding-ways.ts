import { wayOut } from '../way-out.ts';

type Handle = Record<string, (...args: unknown[]) => unknown>;
/** Zero or null is success; text is c-ares' name of an error. */
type Status = number | string | null;
type Binding = Record<string, new (...args: unknown[]) => Handle>;

/** Node's own bindings, below every module that a wall might have patched. */
export const bindingWays = [
  wayOut({
    name: 'tcp_wrap',
    run: ({ targets }) =>
      completed((request) => {
        const { TCP, TCPConnectWrap } = binding('tcp_wrap');
        return made(TCP, 0)['connect']?.(
          Object.assign(made(TCPConnectWrap), request),
          targets.host,
          targets.tcp,
        );
      }),
  }),
  wayOut({
    name: 'pipe_wrap',
    run: ({ targets }) =>
      completed((request) => {
        const { Pipe, PipeConnectWrap } = binding('pipe_wrap');
        return made(Pipe, 0)['connect']?.(Object.assign(made(PipeConnectWrap), request), targets.unixHttp);
      }),
  }),
  wayOut({
    name: 'udp_wrap',
    run: ({ targets }) =>
      completed((request) => {
        const { UDP, SendWrap } = binding('udp_wrap');
        const data = [Buffer.from('probe')];
        const sent = Object.assign(made(SendWrap), request, {
          list: data,
          address: targets.host,
          port: targets.udp,
        });
        const status = made(UDP)['send']?.(sent, data, 1, targets.udp, targets.host, true);
        // One and more is the number of bytes that went out at once.
        return typeof status === 'number' && status > 0 ? (setTimeout(request.oncomplete, 50, 0), 0) : status;
      }),
  }),
  wayOut({
    name: 'cares_wrap',
    run: ({ targets }) =>
      completed((request) => {
        const { ChannelWrap, QueryReqWrap } = binding('cares_wrap');
        const [host, port] = targets.dns.split(':');
        const channel = made(ChannelWrap, 1000, 1, 0);
        channel['setServers']?.([[4, host, Number(port)]]);
        return channel['queryA']?.(Object.assign(made(QueryReqWrap), request), 'probe.example.com');
      }),
  }),
  wayOut({
    name: 'spawn_sync',
    needs: ['program:curl'],
    run: async ({ targets }) => {
      const stdio = [0, 1, 2].map(() => ({ type: 'ignore' }));
      const args = ['curl', '-s', '--max-time', '2', `${targets.http}/spawn-sync`];
      const { status, error } = (
        binding('spawn_sync') as unknown as { spawn: (options: object) => object }
      ).spawn({
        file: '/usr/bin/curl',
        args,
        envPairs: [],
        stdio,
      }) as { status?: number; error?: unknown };
      if (status !== 0) throw new Error(`status ${status}, ${String(error)}`);
      return 'exit 0';
    },
  }),
];

function binding(name: string): Binding {
  return (Reflect.get(process, 'binding') as (name: string) => Binding)(name);
}

function made(Class: Binding[string] | undefined, ...args: unknown[]): Handle {
  if (Class === undefined) throw new Error('this Node has no such binding');
  return new Class(...args);
}

/** Settles with what the binding says of the request, at once or later. */
function completed(start: (request: { oncomplete: (status: Status) => void }) => unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const oncomplete = (status: Status) =>
      status === 0 || status === null ? resolve('done') : reject(new Error(`status ${status}`));
    const status = start({ oncomplete }) as Status;
    if (status !== 0) reject(new Error(`status ${status}`));
  });
}
