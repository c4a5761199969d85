import { control } from './control.ts';

/**
 * Starts the command of an agent, which is no Node process, and which has to reach the proxy of its
 * replay. Where the kernel keeps the whole tree off the network it reaches nothing else; elsewhere
 * it keeps the network of the machine, and that is declared.
 */
export function startCommand<T>(file: string, proxy: string, start: () => T): T {
  const { policy } = control;
  if (policy === undefined) return start();
  const { netns, allow } = policy;
  const rules = [`spawn:${file}`, `tcp:${new URL(proxy).host}`];
  const end = control.adopt({
    ...policy,
    ...(netns ? { allow: [...allow, ...rules] } : { mode: 'off' }),
  });
  try {
    return start();
  } finally {
    end();
    if (!netns)
      control.declare({
        channel: `command ${file}`,
        reason: 'a command has to reach the proxy of its replay, so it keeps the network of this machine',
      });
  }
}
