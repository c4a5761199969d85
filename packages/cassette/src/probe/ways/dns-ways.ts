import dns from 'node:dns';
import os from 'node:os';
import { promisify } from 'node:util';
import { REACHED, wayOut, type Targets, type WayOut } from '../way-out.ts';

const NAME = 'probe.example.com';
/** A name that a system knows without a network, and that is not `localhost`, which is asked for freely. */
const OWN = os.hostname();
const RECORDS = [
  'A',
  'AAAA',
  'ANY',
  'CAA',
  'CNAME',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SRV',
  'TLSA',
  'TXT',
] as const;

/** Every entry of `node:dns`. A lookup goes to the system's resolver, which counts as out when it answers. */
export const dnsWays: WayOut[] = [
  wayOut({ name: 'dns.lookup', run: async () => reached(promisify(dns.lookup)(OWN)) }),
  wayOut({ name: 'dns.promises.lookup', run: async () => reached(dns.promises.lookup(OWN)) }),
  wayOut({
    name: 'dns.lookup captured before',
    before: () => dns.lookup,
    run: async (_context, captured) => reached(promisify(captured)(OWN)),
  }),
  wayOut({
    name: 'dns.lookupService',
    run: async () => reached(promisify(dns.lookupService)('127.0.0.1', 22)),
  }),
  wayOut({
    name: 'dns.promises.lookupService',
    run: async () => reached(dns.promises.lookupService('127.0.0.1', 22)),
  }),
  ...RECORDS.map((record) =>
    wayOut({
      name: `dns.resolve ${record}`,
      run: async ({ targets }) =>
        promisify<string, string, unknown>(resolver(targets).resolve as never)(NAME, record),
    }),
  ),
  wayOut({
    name: 'dns.resolve4, system-wide',
    run: async ({ targets }) => (dns.setServers([targets.dns]), promisify(dns.resolve4)(NAME)),
  }),
  wayOut({
    name: 'dns.promises.resolve4',
    run: async ({ targets }) => (dns.promises.setServers([targets.dns]), dns.promises.resolve4(NAME)),
  }),
  wayOut({
    name: 'dns.promises.Resolver',
    run: async ({ targets }) => resolver(targets, new dns.promises.Resolver()).resolve4(NAME),
  }),
  wayOut({
    name: 'dns.reverse',
    run: async ({ targets }) => promisify(resolver(targets).reverse)('192.0.2.1'),
  }),
  wayOut({
    name: 'dns.Resolver opened before',
    before: ({ targets }) => resolver(targets, new dns.promises.Resolver()),
    run: async (_context, opened) => opened.resolve4(NAME),
  }),
];

function resolver(targets: Targets): dns.Resolver;
function resolver<R extends dns.Resolver | dns.promises.Resolver>(targets: Targets, made: R): R;
function resolver(
  { dns: server }: Targets,
  made: dns.Resolver | dns.promises.Resolver = new dns.Resolver(),
): dns.Resolver | dns.promises.Resolver {
  made.setServers([server]);
  for (const name of ['resolve', 'reverse'] as const)
    Reflect.set(made, name, (made[name] as () => unknown).bind(made));
  return made;
}

async function reached(answer: Promise<unknown>): Promise<string> {
  await answer;
  return REACHED;
}
