import type { Change } from '../../model/diff.ts'
import type { McpFacts, Tool } from '../../model/mcp.ts'

type WithTools = { mcp?: McpFacts | undefined }

/** For an endpoint whose tool list was read both times. Undefined: one of the lists was not read completely. */
export const toolChangesOf = (
  { mcp: before }: WithTools,
  { mcp: after }: WithTools,
): Change[] | undefined => {
  if (before?.state !== 'recognised') return []
  if (after?.state !== 'recognised') return undefined
  const details = toolChanges(before, after)
  if (details === null) return undefined
  if (details === undefined) return []
  return [
    {
      kind: 'tools',
      direction: 'neither',
      before: `${before.tools.length} tools`,
      after: `${after.tools.length} tools`,
      details,
    },
  ]
}

const NAMED_TOOLS = 20

/**
 * What was added, removed and changed. Undefined: the lists are the same; null: one was not read completely; empty:
 * they differ in a field that an inventory does not store.
 */
export const toolChanges = (before: McpFacts, now: McpFacts): string[] | undefined | null => {
  if (before.toolsHash === undefined || now.toolsHash === undefined) return null
  if (before.toolsHash === now.toolsHash) return undefined
  const old = new Map(before.tools.map((tool) => [tool.name, tool]))
  const names = new Set(now.tools.map(({ name }) => name))
  const all = [
    ...now.tools.filter(({ name }) => !old.has(name)).map(({ name }) => `added ${quoted(name)}`),
    ...before.tools.filter(({ name }) => !names.has(name)).map(({ name }) => `removed ${quoted(name)}`),
    ...now.tools.flatMap((tool) => {
      const earlier = old.get(tool.name)
      const parts = earlier ? changedParts(earlier, tool) : []
      return parts.length === 0 ? [] : [`${quoted(tool.name)} has a different ${parts.join(', ')}`]
    }),
  ]
  return all.length > NAMED_TOOLS
    ? [...all.slice(0, NAMED_TOOLS), `and ${all.length - NAMED_TOOLS} more`]
    : all
}

const quoted = (name: string): string => JSON.stringify(name)

const PARTS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

const changedParts = (before: Tool, now: Tool): string[] =>
  PARTS.filter((part) => sortedJson(before[part]) !== sortedJson(now[part]))

/** The order of members has no meaning. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? ''
