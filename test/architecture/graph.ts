import type { Source } from './sources.ts'

/** Packages that take tens to hundreds of milliseconds to load. */
const SLOW =
  /^(zod|undici|yaml|echarts|reflect-metadata|node:sqlite|@peculiar\/.*|@modelcontextprotocol\/.*)(\/|$)/

/** The slow packages that a file loads before its first line runs, directly or through what it imports. */
export const loadedAtStart = (path: string, tree: readonly Source[]): string[] => {
  const byPath = new Map(tree.map((file) => [file.path, file]))
  const reached = new Set([path])
  const slow = new Set<string>()
  for (const file of reached) {
    for (const { specifier = '', target, typeOnly, lazy } of byPath.get(file)?.imports ?? []) {
      if (typeOnly || lazy) continue
      if (target !== undefined) reached.add(target)
      else if (SLOW.test(specifier)) slow.add(specifier)
    }
  }
  return [...slow]
}

/**
 * Every group of files that import one another, directly or through others, as `a.ts, b.ts`. Imports of types
 * count: a reader who follows the cycle does not care that they are gone at run time.
 */
export const importCycles = (tree: readonly Source[]): string[] => {
  const imported = new Map(tree.map(({ path, imports }) => [path, imports.map(({ target = '' }) => target)]))
  const reaches = new Map(tree.map(({ path }) => [path, reachable(path, imported)]))
  const groups = tree
    .filter(({ path }) => reaches.get(path)?.has(path))
    .map(({ path }) =>
      [...(reaches.get(path) ?? [])]
        .filter((other) => reaches.get(other)?.has(path))
        .toSorted()
        .join(', '),
    )
  return [...new Set(groups)]
}

const reachable = (path: string, imported: ReadonlyMap<string, readonly string[]>): Set<string> => {
  const reached = new Set(imported.get(path))
  for (const next of reached) for (const target of imported.get(next) ?? []) reached.add(target)
  return reached
}
