import table from './ports.json' with { type: 'json' }

export type PortRow = { port: number; use: string; source: string }

/** The ports of a range when none are named: HTTPS, and the default ports of MCP servers and gateways. */
export const DEFAULT_PORTS: readonly PortRow[] = table
