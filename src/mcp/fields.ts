import { eraOf, MCP_HEADERS, META_KEYS, NAME_PARAMETERS } from '../registry/mcp/mcpRevisions.ts'
import type { JsonObject } from './json.ts'
import { metaOf } from './message.ts'

/** RFC 9110 §5.5, without the white space that a recipient would trim. */
export const isFieldValue = (text: string): boolean =>
  /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text)

/** SEP-2243: a text that cannot be a field value, or looks encoded, is written as Base64 of its UTF-8. */
export const encodeFieldValue = (text: string): string =>
  isFieldValue(text) && !/^=\?base64\?.*\?=$/.test(text)
    ? text
    : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`

export const decodeFieldValue = (value: string): string => {
  const [, base64] = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(value) ?? []
  return base64 === undefined ? value : Buffer.from(base64, 'base64').toString('utf8')
}

/** The revision that a message names itself, as every request of revision 2026-07-28 and later does. */
export const ownRevision = (message: { params: JsonObject }): string | undefined => {
  const revision = metaOf(message)[META_KEYS.protocolVersion]
  return typeof revision === 'string' && eraOf(revision) === 'modern' ? revision : undefined
}

type Called = { method: string; params: JsonObject }

/**
 * Revision 2026-07-28, basic/transports, "Standard headers": the header fields that repeat what the body of a request or
 * notification says. None where it names no revision of that era.
 */
export const standardFields = ({ method, params }: Called): Record<string, string> => {
  const revision = ownRevision({ params })
  if (revision === undefined) return {}
  const name = params[NAME_PARAMETERS.get(method) ?? '']
  return {
    [MCP_HEADERS.protocolVersion]: revision,
    ...(isFieldValue(method) && { [MCP_HEADERS.method]: method }),
    ...(typeof name === 'string' && { [MCP_HEADERS.name]: encodeFieldValue(name) }),
  }
}

/** A proxy may have acted on the fields: they must agree with the body. The version is not checked here. */
export const headerMismatch = (
  { method, params }: Called,
  headers: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  if (headers[MCP_HEADERS.protocolVersion] === undefined) return 'The header MCP-Protocol-Version is missing.'
  if (headers[MCP_HEADERS.method] === undefined) return 'The header Mcp-Method is missing.'
  const parameter = NAME_PARAMETERS.get(method)
  const expected = parameter === undefined ? undefined : params[parameter]
  if (typeof expected !== 'string') return undefined
  const value = headers[MCP_HEADERS.name]
  if (value === undefined) return 'The header Mcp-Name is missing.'
  return decodeFieldValue(value.trim()) === expected
    ? undefined
    : `The header Mcp-Name does not match params.${parameter}.`
}
