import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Compiles an addon that dials by itself, for the probe of native code. Node-API is stable, so its
 * few functions are declared here and no headers are needed.
 *
 * @returns the file, or null on a machine without a C compiler.
 */
export async function compileAddon(folder: string): Promise<string | null> {
  const file = path.join(folder, 'dial.node');
  await fs.writeFile(path.join(folder, 'dial.c'), SOURCE);
  try {
    const dynamic =
      process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-fPIC'];
    await promisify(execFile)('cc', [...dynamic, '-o', file, path.join(folder, 'dial.c')]);
    return file;
  } catch {
    return null;
  }
}

const SOURCE = String.raw`
#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
typedef void *handle;
extern int napi_get_cb_info(handle, handle, size_t *, handle *, handle *, void **);
extern int napi_get_value_int32(handle, handle, int *);
extern int napi_create_int32(handle, int, handle *);
extern int napi_create_function(handle, const char *, size_t, handle (*)(handle, handle), void *, handle *);
extern int napi_set_named_property(handle, handle, const char *, handle);
int dial_port(int port) {
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int status = connect(fd, (struct sockaddr *)&to, sizeof to);
  if (status == 0 && write(fd, "x", 1) != 1) status = -2;
  close(fd);
  return status;
}
__attribute__((constructor)) static void dial_when_loaded(void) {
  const char *port = getenv("AGENT_REPLAY_PROBE_ENGINE_PORT");
  if (port != NULL) dial_port(atoi(port));
}
int sqlite3_extension_init(void *db, char **error, const void *api) {
  const char *port = getenv("AGENT_REPLAY_PROBE_PORT");
  return port == NULL ? 1 : dial_port(atoi(port)) != 0;
}
static handle dial(handle env, handle info) {
  size_t argc = 1;
  handle arg, result;
  int port = 0;
  napi_get_cb_info(env, info, &argc, &arg, NULL, NULL);
  napi_get_value_int32(env, arg, &port);
  napi_create_int32(env, dial_port(port), &result);
  return result;
}
handle napi_register_module_v1(handle env, handle exports) {
  handle fn;
  napi_create_function(env, "dial", (size_t)-1, dial, NULL, &fn);
  napi_set_named_property(env, exports, "dial", fn);
  return exports;
}
`;
