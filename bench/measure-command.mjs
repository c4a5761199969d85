import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE = 4096;
const SAMPLE_MS = 25;

/**
 * Runs a command to its end and measures its whole tree of processes, by reading /proc every 25 ms
 * (Linux only): wall clock, CPU (the last reading of each process, so up to 25 ms of each are lost)
 * and the highest sum of resident memory, in which shared pages count once for each process.
 */
export async function measureCommand(cwd, [file, ...args], env = {}) {
  const started = performance.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', CI: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ticks = new Map();
  let peak = 0;
  const timer = setInterval(() => {
    let resident = 0;
    for (const { pid, group, cpu, rss } of processes()) {
      if (group !== child.pid) continue;
      ticks.set(pid, cpu);
      resident += rss;
    }
    peak = Math.max(peak, resident);
  }, SAMPLE_MS);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  return {
    code,
    output,
    wall_s: (performance.now() - started) / 1000,
    cpu_s: [...ticks.values()].reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND,
    peak_mb: (peak * PAGE) / 2 ** 20,
  };
}

function processes() {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      found.push({
        pid: name,
        group: Number(fields[2]),
        cpu: Number(fields[11]) + Number(fields[12]),
        rss: Number(fields[21]),
      });
    } catch {
      // It ended between the two readings.
    }
  }
  return found;
}

/** The middle one of some numbers. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
