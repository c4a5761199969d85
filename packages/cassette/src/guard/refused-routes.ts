import fs from 'node:fs';

/**
 * Packets that found no route out of the network namespace of a process, as the kernel counts them
 * (`/proc/<pid>/net/snmp` and `snmp6`): attempts to leave, also of programs that no hook sees. Null
 * where the kernel does not tell.
 */
export function refusedRoutes(pid: number | 'self' | undefined): number | null {
  try {
    const [names = '', values = ''] = read(pid, 'snmp')
      .split('\n')
      .filter((line) => line.startsWith('Ip:'));
    const at = names.split(' ').indexOf('OutNoRoutes');
    const [, six = '0'] = /^Ip6OutNoRoutes\s+(\d+)/m.exec(read(pid, 'snmp6')) ?? [];
    const total = Number(values.split(' ')[at]) + Number(six);
    return Number.isFinite(total) ? total : null;
  } catch {
    return null;
  }
}

function read(pid: number | 'self' | undefined, name: string): string {
  const file = `/proc/${pid}/net/${name}`;
  // A machine without IPv6 has no second file.
  return name === 'snmp6' && !fs.existsSync(file) ? '' : fs.readFileSync(file, 'utf8');
}
