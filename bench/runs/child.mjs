// What a process of the bench and the one that started it say to each other.
let usedBefore = process.cpuUsage();

/** Waits until all writers are warm. */
export async function waitForAll() {
  process.send('ready');
  await new Promise((resolve) => void process.once('message', resolve));
  usedBefore = process.cpuUsage();
}

/** Ends the time that is measured; what a process does for its own end is no part of it. */
export function end() {
  const { user, system } = process.cpuUsage(usedBefore);
  process.send({ done: (user + system) / 1000 });
  process.disconnect();
}

/** What the main thread itself has used, in milliseconds: other programs on the machine do not count. */
export function cpuOfThread() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
