import fs = require('node:fs');
import decoys = require('./decoy-socket.cts');

/**
 * What in a network namespace without a route out is an attempt to leave, as the kernel counts it:
 * packets that found no route, connections on loopback that nobody took, and datagrams to ports where
 * nobody listens, such as a question to a resolver on loopback. Connections to hidden sockets are those to decoys.
 */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  Ip: ['OutNoRoutes'],
  Tcp: ['AttemptFails'],
  Udp: ['NoPorts'],
};
const COUNTED6 = /^(?:Ip6OutNoRoutes|Udp6NoPorts)\s+(\d+)/gm;

/**
 * The sum of them in the text of `/proc/net/snmp`, `snmp6` and `unix`; null where the kernel does not tell, and infinite
 * where there were too many to count.
 */
function sumAttempts(text: string): number | null {
  let total = decoys.countDecoyed(text);
  for (const [kind, names] of Object.entries(COUNTED)) {
    const [head = '', row = ''] = text.split('\n').filter((line) => line.startsWith(`${kind}:`));
    const [columns, values] = [head.split(' '), row.split(' ')];
    for (const name of names) total += Number(values[columns.indexOf(name)]);
  }
  for (const [, count] of text.matchAll(COUNTED6)) total += Number(count);
  return Number.isNaN(total) ? null : total;
}

/** The attempts in the namespace of a process; null where the kernel does not tell. */
function countAttempts(pid: number | 'self' | undefined): number | null {
  try {
    const six = `/proc/${pid}/net/snmp6`;
    // A machine without IPv6 has no second file.
    return sumAttempts(
      fs.readFileSync(`/proc/${pid}/net/snmp`, 'utf8') +
        (fs.existsSync(six) ? fs.readFileSync(six, 'utf8') : '') +
        fs.readFileSync(`/proc/${pid}/net/unix`, 'utf8'),
    );
  } catch {
    return null;
  }
}

const counters = { countAttempts, sumAttempts };
export = counters;
