import net = require('node:net');

/** By this the kernel's list tells which connections are to a decoy. */
const NAME = 'agent-replay-decoy.sock';
const HELD = /\/agent-replay-decoy\.sock$/gm;
/** So many are held and counted; what comes after them cannot be told apart any more. */
const MOST = 256;
/** The C library and its modules for names (systemd, sssd, nslcd, winbind) ask these for names, in any program. */
const ASKED_BY_LIBC = /^(?:(?:\/var)?\/run\/(?:nscd|systemd|nslcd|samba\/winbindd)|\/var\/lib\/sss\/pipes)\//;

/**
 * What is laid over the sockets of other programs. It ends every connection at once, takes what is sent, and holds it
 * for good: for as long, the kernel lists it in the namespace that it came from, also before it is accepted.
 */
function createDecoy(): { server: net.Server; close: () => void } {
  const closers: (() => void)[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    if (closers.length === MOST) return void socket.destroy();
    const close = socket.destroy.bind(socket);
    closers.push(close);
    // Once both sides have ended, a stream destroys itself, and the kernel would forget the connection.
    socket.destroy = () => socket;
    socket.resume().end();
  });
  return {
    server,
    close() {
      server.close();
      for (const close of closers) close();
    },
  };
}

/** Connections to decoys in the text of a namespace's `/proc/net/unix`; infinite where there were more than are held. */
function countDecoyed(text: string): number {
  const count = text.match(HELD)?.length ?? 0;
  return count < MOST ? count : Infinity;
}

/** Pairs for the script that hides sockets: what to lay over each, and its path. */
function coverSockets(files: readonly string[], decoy: string | null): string[] {
  return files.flatMap((file) => [decoy === null || ASKED_BY_LIBC.test(file) ? '/dev/null' : decoy, file]);
}

const decoys = { NAME, countDecoyed, coverSockets, createDecoy };
export = decoys;
