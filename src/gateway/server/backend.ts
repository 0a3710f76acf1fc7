import type { GatewayEvent } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import type { McpHandler } from '../mcpHandler.ts'
import { MAX_WAITING, WaitingRoom } from '../waitingRoom.ts'

export type Backend =
  | { kind: 'reference'; version: string }
  | { kind: 'upstream'; url: string; ca: readonly string[]; policy: GroupPolicy; timeoutMs: number }
  | {
      kind: 'command'
      command: string
      args: readonly string[]
      env: Record<string, string>
      sessions: number
    }

/** `path`: of its MCP endpoint. `room`: for what waits to be read, the same as the handler has. */
export type OpenBackend = { handler: McpHandler; path: string; room: WaitingRoom }

/**
 * Imports only the handler that is used: the official SDK and undici take longer to load than the rest.
 *
 * @throws {UsageError} UPSTREAM_URL_INVALID
 */
export const openBackend = async (
  backend: Backend,
  maxBodyBytes: number,
  log: (event: GatewayEvent) => void,
): Promise<OpenBackend> => {
  const room = new WaitingRoom(Math.max(MAX_WAITING, maxBodyBytes))
  switch (backend.kind) {
    case 'reference': {
      const { referenceHandler } = await import('./reference/referenceHandler.ts')
      return {
        handler: referenceHandler({ version: backend.version, maxBodyBytes, room }),
        path: '/mcp',
        room,
      }
    }
    case 'upstream': {
      const { upstreamHandler } = await import('../passThrough/upstreamHandler.ts')
      const handler = upstreamHandler({ ...backend, maxBodyBytes, log })
      return { handler, path: new URL(backend.url).pathname, room }
    }
    case 'command': {
      const { stdioHandler } = await import('../stdio/stdioHandler.ts')
      const { sessions, ...child } = backend
      const limits = { sessions, messageBytes: maxBodyBytes }
      return { handler: stdioHandler({ ...child, limits, room, log }), path: '/mcp', room }
    }
  }
}
