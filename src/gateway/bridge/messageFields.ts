import { eraOf, MCP_HEADERS, META_KEYS } from '../../registry/mcp/mcpRevisions.ts'
import { isObject, type Message, type Params } from './message.ts'

/** The revision that a message names itself: each request of revision 2026-07-28 and later does. */
export const ownRevision = ({ params }: { params: Params }): string | undefined => {
  const meta = params['_meta']
  const revision = isObject(meta) ? meta[META_KEYS.protocolVersion] : undefined
  return typeof revision === 'string' && eraOf(revision) === 'modern' ? revision : undefined
}

/**
 * Revision 2026-07-28, basic/transports/streamable-http: the header fields that repeat what the body says. None for a
 * message that names no revision of that era.
 */
export const messageFields = (message: Message): Record<string, string> => {
  if (message.kind === 'response') return {}
  const revision = ownRevision(message)
  if (revision === undefined) return {}
  const name = message.params[NAMED_BY.get(message.method) ?? '']
  return {
    [MCP_HEADERS.protocolVersion]: revision,
    ...(isFieldValue(message.method) && { [MCP_HEADERS.method]: message.method }),
    ...(typeof name === 'string' && { [MCP_HEADERS.name]: fieldValue(name) }),
  }
}

/** Source: SEP-2243 (standard request headers), SEP-2663 (tasks). */
const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
])

/** SEP-2243: what cannot stand in a field as it is, stands there as base64 of its UTF-8. */
export const fieldValue = (text: string): string =>
  isFieldValue(text) && !/^=\?base64\?.*\?=$/.test(text)
    ? text
    : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`

/** RFC 9110 §5.5, without what a recipient would trim. */
const isFieldValue = (text: string): boolean => /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text)
