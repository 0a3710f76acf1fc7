import type { McpFacts, Tool } from '../../model/mcp.ts'

/** What is another in a tool list, by the names of the tools. Empty lists: it differs in what an inventory does not keep. */
export type ToolChanges = {
  added: string[]
  removed: string[]
  /** The same name, and another description, schema or the like. */
  reworded: { name: string; parts: string[] }[]
}

/** undefined: the lists are the same. null: one of them was not read to its end, so nobody knows. */
export const toolChanges = (before: McpFacts, now: McpFacts): ToolChanges | undefined | null => {
  if (before.toolsHash === undefined || now.toolsHash === undefined) return null
  if (before.toolsHash === now.toolsHash) return undefined
  const old = new Map(before.tools.map((tool) => [tool.name, tool]))
  const names = new Set(now.tools.map(({ name }) => name))
  return {
    added: now.tools.map(({ name }) => name).filter((name) => !old.has(name)),
    removed: before.tools.map(({ name }) => name).filter((name) => !names.has(name)),
    reworded: now.tools.flatMap((tool) => {
      const earlier = old.get(tool.name)
      const parts = earlier ? changedParts(earlier, tool) : []
      return parts.length === 0 ? [] : [{ name: tool.name, parts }]
    }),
  }
}

const PARTS = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

const changedParts = (before: Tool, now: Tool): string[] =>
  PARTS.filter((part) => sortedJson(before[part]) !== sortedJson(now[part]))

/** The order of members means nothing. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? ''
