import { MCP_HEADERS } from '../../registry/mcp/mcpRevisions.ts'
import { type JsonObject, paramOf } from './rpcMessage.ts'

/** 2026-07-28 basic/transports, "Standard headers": the parameter that `Mcp-Name` repeats, by method. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
}

/** `=?base64?…?=`, for values that no header field can hold. */
const ENCODED = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/

/**
 * 2026-07-28 basic/transports: what is wrong with the header fields of a request, which a proxy may have gone by and
 * which therefore have to be there and say what the body says. A stdio server never sees them: the gateway is the
 * HTTP side. That the version agrees has been checked by who found the request to be a modern one.
 */
export const headerMismatch = (
  message: JsonObject,
  headers: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const method = String(message['method'])
  if (headers[MCP_HEADERS.protocolVersion] === undefined) return 'The header MCP-Protocol-Version is missing.'
  if (headers[MCP_HEADERS.method] === undefined) return 'The header Mcp-Method is missing.'
  const parameter = NAMED_BY[method]
  const expected = parameter === undefined ? undefined : paramOf(message, parameter)
  if (typeof expected !== 'string') return undefined
  const value = headers[MCP_HEADERS.name]
  if (value === undefined) return 'The header Mcp-Name is missing.'
  return decoded(value.trim()) === expected
    ? undefined
    : `The header Mcp-Name is not what params.${parameter} says.`
}

const decoded = (value: string): string => {
  const [, base64] = ENCODED.exec(value) ?? []
  return base64 === undefined ? value : Buffer.from(base64, 'base64').toString('utf8')
}
