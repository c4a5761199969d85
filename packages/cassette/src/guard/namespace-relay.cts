import fs = require('node:fs');
import net = require('node:net');
import path = require('node:path');
import type bridges = require('./bridges.cts');
import decoys = require('./decoy-socket.cts');

type Link = bridges.BridgeLink;

/**
 * On one side of a namespace's border: inside it listens where the allowed ports are outside, and passes on
 * through their unix sockets; outside it passes on from the sockets to the ports, and is the decoy of hidden sockets.
 */
function relay(links: Link[], ready: string, parent: number): void {
  let waiting = links.length;
  for (const { host, port, socket, isOutside = false } of links) {
    if (port === undefined) {
      decoys.createDecoy().server.on('error', arrived).listen(socket, arrived);
      continue;
    }
    const [from, to] = isOutside ? [{ path: socket }, { host, port }] : [{ host, port }, { path: socket }];
    const server = net.createServer((inner) => {
      const outer = net.connect(to);
      inner.on('error', () => outer.destroy());
      outer.on('error', () => inner.destroy());
      inner.pipe(outer).pipe(inner);
    });
    // An address that two rules name, or that this machine lacks, is none to wait for.
    server.on('error', arrived);
    server.listen(from, arrived);
  }
  function arrived(): void {
    waiting -= 1;
    if (waiting === 0) fs.writeFileSync(ready, 'ready\n');
  }
  // When the process that the ports are for is gone, nobody needs them.
  setInterval(() => {
    if (fs.existsSync(`/proc/${parent}`)) return;
    if (links.some(({ isOutside }) => isOutside))
      fs.rmSync(path.dirname(ready), { recursive: true, force: true });
    process.exit(0);
  }, 200);
}

const { AGENT_REPLAY_BRIDGES: links = '[]', AGENT_REPLAY_READY: ready = '' } = process.env;
relay(JSON.parse(links) as Link[], ready, Number(process.argv[2]));
