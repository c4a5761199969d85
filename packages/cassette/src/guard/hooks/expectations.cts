import diagnostics = require('node:diagnostics_channel');
import type http = require('node:http');
import type net = require('node:net');
import type wall = require('../wall.cts');

/**
 * A client that sends `Expect: 100-continue` waits for an event that no interceptor gives, and would
 * wait for ever. Where its socket is an interceptor's, it is told to go on, so that the whole request
 * meets the tape (RFC 9110, 10.1.1: a client must not wait for an indefinite period).
 */
function hookExpectations(outer: wall.Wall, isIntercepted: () => boolean): void {
  diagnostics.subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: http.ClientRequest };
    if (outer.policy.mode === 'off' || !isIntercepted()) return;
    request.once('socket', (socket: net.Socket) => {
      // A connection that leads to the tape has neither a handle nor one to come, and is told by itself.
      if (!socket.connecting && Reflect.get(socket, '_handle') === null) return;
      if (!/100-continue/i.test(String(request.getHeader('expect') ?? '')) || isAllowed(socket)) return;
      setImmediate(() => request.emit('continue'));
    });
  });

  function isAllowed(socket: net.Socket): boolean {
    const { remoteAddress: host, remotePort: port } = socket;
    return (
      host !== undefined &&
      port !== undefined &&
      outer.isAllowed({ operation: 'tcp', target: host, host, port })
    );
  }
}

export = hookExpectations;
