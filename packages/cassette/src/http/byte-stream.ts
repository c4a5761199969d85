/** A stream of bytes, as bodies of fetch are: it can be read into memory of the reader's own, too. */
export function byteStream(
  pull: (controller: ReadableByteStreamController) => void | Promise<void>,
  rest: {
    start?: (controller: ReadableByteStreamController) => void;
    cancel?: (reason: unknown) => unknown;
  } = {},
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: 'bytes',
    pull,
    ...(rest.start !== undefined && { start: rest.start }),
    ...(rest.cancel !== undefined && { cancel: async (reason) => void (await rest.cancel?.(reason)) }),
  });
}

/** Ends a stream, also for a reader that waits with memory of its own. */
export function closeStream(controller: ReadableByteStreamController): void {
  controller.close();
  controller.byobRequest?.respond(0);
}
