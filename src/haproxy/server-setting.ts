/** The name of a server's administrative state among all settings of the host. @param socket where its process is reached */
export function serverSetting(socket: string, backend: string, server: string): string {
  return `haproxy ${socket} ${backend}/${server} state`;
}
