import { RPC_ERRORS } from '../../registry/mcp/jsonRpc.ts'
import { parseExactly } from '../stdio/exactJson.ts'

export type Params = Readonly<Record<string, unknown>>

/** JSON-RPC 2.0 §4. An `id` is JSON text, which tells 1 from "1" and holds what a JavaScript number cannot. */
export type Request = { kind: 'request'; id: string; method: string; params: Params }
export type Notification = { kind: 'notification'; method: string; params: Params }
/** `id`: `null` where the other side could not tell it. */
export type Response = { kind: 'response'; id: string; result: unknown }
export type Message = Request | Notification | Response

/** What stands in one line or event: one message, or a batch of them (revision 2025-03-26). */
export type Parcel = { messages: Message[] }
export type Unreadable = { code: number; id: string; message: string }

/** Reads what a peer sent. It is for the other peer to judge: what cannot be told apart here is refused, and no more. */
export const readParcel = (text: string): Parcel | Unreadable => {
  let value: unknown
  try {
    value = parseExactly(text)
  } catch {
    return { code: RPC_ERRORS.parse, id: 'null', message: 'the message is not JSON' }
  }
  const parts = Array.isArray(value) ? value : [value]
  const messages = parts.map(messageOf)
  const wrong = messages.indexOf(undefined)
  if (messages.length > 0 && wrong === -1) return { messages: messages as Message[] }
  const part: unknown = parts[wrong]
  const id = isObject(part) ? idOf(part['id']) : undefined
  return { code: RPC_ERRORS.invalidRequest, id: id ?? 'null', message: 'the message is not JSON-RPC 2.0' }
}

const messageOf = (value: unknown): Message | undefined => {
  if (!isObject(value)) return undefined
  const { id, method, params } = value
  if (typeof method === 'string') {
    const known = isObject(params) ? params : {}
    if (id === undefined) return { kind: 'notification', method, params: known }
    const text = idOf(id)
    return text === undefined ? undefined : { kind: 'request', id: text, method, params: known }
  }
  if (!('result' in value) && !('error' in value)) return undefined
  return { kind: 'response', id: idOf(id) ?? 'null', result: value['result'] }
}

/** MCP, basic: a string or a number, and no null. A number may be one that JavaScript cannot hold. */
export const idOf = (id: unknown): string | undefined => {
  if (typeof id === 'string') return JSON.stringify(id)
  return numberText(id)
}

/** JSON text of a number, whichever way it was read. */
export const numberText = (value: unknown): string | undefined => {
  const isNumber = typeof value === 'number' || (isObject(value) && isRawJSON(value))
  return isNumber ? JSON.stringify(value) : undefined
}

/** As exactJson.ts says of its siblings. */
const { isRawJSON } = JSON as unknown as { isRawJSON(value: unknown): boolean }

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Line ends in JSON stand between its tokens only: without them it says the same. */
export const asLine = (text: string): string => (/[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ') : text)
