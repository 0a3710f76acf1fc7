import type { InventoryEndpoint } from '../model/inventory.ts'
import { cut } from './findings/answer.ts'
import { CLASSIFIED_ITEMS } from './sensitivity/capabilities.ts'

/**
 * Why the data of an endpoint may be more sensitive than what was seen of it. Undefined: an owner stated its classes, MCP named
 * everything that it offers, or something else than MCP answered.
 */
export const openData = ({
  mcp,
  ownership,
}: Pick<InventoryEndpoint, 'mcp' | 'ownership'>): string | undefined => {
  if (ownership?.classes !== undefined || mcp?.state === 'not-mcp') return undefined
  if (mcp === undefined) return 'MCP was not asked what it offers'
  const { state, detail, server, lists, truncated } = mcp
  if (state !== 'recognised') return `MCP did not say what it offers: ${cut(detail ?? state, 200)}`
  // Without a description of the server, what it can offer is unknown, and no list was requested.
  if (server === undefined && KINDS.every((kind) => lists[kind] === 'not-tested'))
    return `MCP did not say what it offers: ${cut(detail ?? 'no session', 200)}`
  const end = truncated.find(({ where }) => LEFT_OUT.test(where))
  if (end) return `${end.where} was not read completely: ${cut(end.why, 200)}`
  const unread = KINDS.find((kind) => mcp.capabilities[kind] !== undefined && lists[kind] !== 'accepted')
  if (unread) return `${unread}/list was not read: ${lists[unread]}`
  const long = KINDS.find((kind) => mcp[kind].length > CLASSIFIED_ITEMS)
  return long && `only the first ${CLASSIFIED_ITEMS} of ${long} were classified`
}

/** What the classes are inferred from. */
const KINDS = ['tools', 'resources', 'prompts'] as const

/** Lists, and entries of them that were left out, as against texts that were shortened. */
const LEFT_OUT = /^((tools|resources|prompts)\/list(\[\d+\])?|truncated)$/
