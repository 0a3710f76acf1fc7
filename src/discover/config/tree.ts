import { realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { type ConfigFile, MCP_CLIENTS, type McpClientRow } from '../../registry/mcp/mcpClients.ts'
import { SKIPPED_FOLDERS } from '../../registry/mcp/places.ts'
import { entriesOf, type NotePath, readAt } from './file.ts'
import { type ConfigPath, matches, type User } from './paths.ts'

/**
 * The project files of all clients in a tree of repositories. Every folder may be a project, except those in
 * `SKIPPED_FOLDERS` and those whose name begins with a dot. Symbolic links to folders are not followed; a linked file
 * counts only if it is in the tree.
 */
export function* projectFiles(tree: string, user: User, note: NotePath): Generator<ConfigPath | undefined> {
  const realOf = (path: string) => readAt(path, note, (at) => realpathSync(at))
  const root = realOf(tree)
  if (root === undefined) return
  const inside = root.endsWith(sep) ? root : `${root}${sep}`
  const waiting: { folder: string; depth: number }[] = [{ folder: root, depth: 0 }]
  let count = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next
    if (++count > MAX_FOLDERS) {
      note('TOO_MANY_FOLDERS', root, `contains more than ${MAX_FOLDERS} folders; the rest was not searched`)
      return
    }
    // Lets the caller do other work between folders.
    yield undefined
    const entries = entriesOf(folder, note)
    for (const { name } of entries) {
      for (const { first, rest, file, client } of patternsFor(name)) {
        for (const path of matches(folder, [first, ...rest], note)) {
          const real = realOf(path)
          if (real?.startsWith(inside)) yield { path, client, file, user, folder }
          else if (real !== undefined)
            note('OUTSIDE', path, 'is a symbolic link to a file outside of the tree; it was not read')
        }
      }
    }
    const below = entries.filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name),
    )
    if (depth < MAX_DEPTH)
      for (const { name } of below.reverse()) waiting.push({ folder: join(folder, name), depth: depth + 1 })
    else if (below.length > 0)
      note('TOO_DEEP', folder, `is ${MAX_DEPTH} folders deep; its subfolders were not searched`)
  }
}

/** Levels of folders below the named one. */
const MAX_DEPTH = 16
const MAX_FOLDERS = 500_000
const SKIPPED = new Set(SKIPPED_FOLDERS)

type Pattern = { first: string; rest: string[]; file: ConfigFile; client: McpClientRow }

const PATTERNS: readonly Pattern[] = MCP_CLIENTS.flatMap((client) =>
  client.files
    .filter(({ scope }) => scope === 'project')
    .flatMap((file) =>
      Object.values(file.paths).flatMap((paths) =>
        paths.map((path): Pattern => {
          const [first = '', ...rest] = path.split('/')
          return { first, rest, file, client }
        }),
      ),
    ),
)
const BY_NAME = Map.groupBy(PATTERNS, ({ first }) => first)
const WITH_STAR = PATTERNS.filter(({ first }) => first.includes('*'))

const patternsFor = (name: string): Pattern[] => [
  ...(BY_NAME.get(name) ?? []),
  ...WITH_STAR.filter(({ first }) => name.endsWith(first.slice(1))).map((pattern) => ({
    ...pattern,
    first: name,
  })),
]
