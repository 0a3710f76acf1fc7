import type { McpHandler } from '../mcpHandler.ts'
import type { StdioEvent } from './stdioEvent.ts'

export type StdioOptions = {
  command: string
  args: readonly string[]
  /** Beside what every child inherits. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** The path on the gateway; by default `/mcp`. */
  path?: string
  limits?: Partial<StdioLimits>
  log: (event: StdioEvent) => void
}

export type StdioLimits = {
  /** Processes that serve a session each, at a time. */
  sessions: number
  /** Milliseconds after which a session that nobody uses ends. */
  idleMs: number
  /** Bytes of one message, either way. */
  messageBytes: number
  /** Milliseconds that a process has to end by itself, and again after SIGTERM. */
  graceMs: number
}

export const stdioHandler = (_options: StdioOptions): McpHandler => ({
  handle: (_request, response) => {
    response.writeHead(501).end()
  },
  close: async () => {},
})
