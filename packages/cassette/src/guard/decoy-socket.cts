import net = require('node:net');

/** By this the kernel's list tells which connections are to a decoy. */
const NAME = 'agent-replay-decoy.sock';
const HELD = /\/agent-replay-decoy\.sock$/gm;
/** More than that says nothing more. */
const MOST = 64;
/** The C library and systemd's modules of it ask these for names, in any program. */
const ASKED_BY_LIBC = /^(?:\/var)?\/run\/(?:nscd|systemd)\//;

/**
 * What is laid over the sockets of other programs. It ends every connection at once and holds it: for as long, the
 * kernel lists it in the namespace that it came from, also before it is accepted.
 */
function createDecoy(): { server: net.Server; close: () => void } {
  const held = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {});
    if (held.size === MOST) return void socket.destroy();
    held.add(socket);
    socket.end();
  });
  return {
    server,
    close() {
      server.close();
      for (const socket of held) socket.destroy();
    },
  };
}

/** Connections to decoys in the text of a namespace's `/proc/net/unix`. */
function countDecoyed(text: string): number {
  return text.match(HELD)?.length ?? 0;
}

/** Pairs for the script that hides sockets: what to lay over each, and its path. */
function coverSockets(files: readonly string[], decoy: string | null): string[] {
  return files.flatMap((file) => [decoy === null || ASKED_BY_LIBC.test(file) ? '/dev/null' : decoy, file]);
}

const decoys = { NAME, countDecoyed, coverSockets, createDecoy };
export = decoys;
