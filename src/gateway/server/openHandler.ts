import type { GroupPolicy } from '../groups.ts'
import type { McpHandler } from '../mcpHandler.ts'
import type { GatewayEvent } from './eventText.ts'

/** What answers behind the server. */
export type Behind =
  | { kind: 'reference'; version: string }
  | { kind: 'upstream'; url: string; ca: readonly string[]; policy: GroupPolicy; timeoutMs: number }
  | {
      kind: 'command'
      command: string
      args: readonly string[]
      env: Record<string, string>
      sessions: number
    }

export type OpenHandler = {
  handler: McpHandler
  /** Where it answers MCP. */
  path: string
}

/**
 * Each is imported when it is asked for: the official SDK and undici cost more than the rest of a start.
 *
 * @throws {UsageError} UPSTREAM_URL_INVALID
 */
export const openHandler = async (
  behind: Behind,
  maxBodyBytes: number,
  log: (event: GatewayEvent) => void,
): Promise<OpenHandler> => {
  switch (behind.kind) {
    case 'reference': {
      const { referenceHandler } = await import('./reference/referenceHandler.ts')
      return { handler: referenceHandler({ version: behind.version, maxBodyBytes }), path: '/mcp' }
    }
    case 'upstream': {
      const { upstreamHandler } = await import('../passThrough/upstreamHandler.ts')
      const handler = upstreamHandler({ ...behind, maxBodyBytes, log })
      return { handler, path: new URL(behind.url).pathname }
    }
    case 'command': {
      const { stdioHandler } = await import('../stdio/stdioHandler.ts')
      const { sessions, ...child } = behind
      return {
        handler: stdioHandler({ ...child, limits: { sessions, messageBytes: maxBodyBytes }, log }),
        path: '/mcp',
      }
    }
  }
}
