import type { CallToolResult } from '@modelcontextprotocol/server'

/** A tool result both as structured content and, for clients that do not read that, as text. */
export const answer = (value: Record<string, unknown>): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value) }],
  structuredContent: value,
})

/** A failure that the model is to see (MCP: tool execution error). */
export const failure = (message: string): CallToolResult => ({
  content: [{ type: 'text', text: message }],
  isError: true,
})
