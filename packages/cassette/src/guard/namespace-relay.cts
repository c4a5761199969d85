import fs = require('node:fs');
import net = require('node:net');

interface Bridge {
  host: string;
  port: number;
  socket: string;
}

/** Inside the namespace: listens where the allowed ports are outside, and passes on through their unix sockets. */
function relay(bridges: Bridge[], ready: string, parent: number): void {
  let waiting = bridges.length;
  for (const { host, port, socket } of bridges) {
    const server = net.createServer((inner) => {
      const outer = net.connect(socket);
      inner.on('error', () => outer.destroy());
      outer.on('error', () => inner.destroy());
      inner.pipe(outer).pipe(inner);
    });
    // An address that two rules name, or that this machine lacks, is none to wait for.
    server.on('error', arrived);
    server.listen(port, host, arrived);
  }
  function arrived(): void {
    waiting -= 1;
    if (waiting === 0) fs.writeFileSync(ready, 'ready\n');
  }
  // The program takes over the shell's process: when that is gone, nobody needs the ports.
  setInterval(() => {
    if (!fs.existsSync(`/proc/${parent}`)) process.exit(0);
  }, 200);
}

const { AGENT_REPLAY_BRIDGES: bridges = '[]', AGENT_REPLAY_READY: ready = '' } = process.env;
relay(JSON.parse(bridges) as Bridge[], ready, Number(process.argv[2]));
