import { UsageError } from '../model/error.ts'
import type { Sources } from '../scan.ts'
import { readInput } from './readInput.ts'
import { parsePorts } from './scanFlags.ts'

export type SourceWords = {
  targets: readonly string[]
  file: readonly string[] | undefined
  port: readonly string[] | undefined
  authorized: boolean
  lab: Sources['lab']
}

/**
 * Reads what the user named into sources; `-` is a list on standard input.
 *
 * @throws {UsageError} NO_TARGET where nothing is named.
 */
export const readSources = async (words: SourceWords): Promise<Sources> => {
  const paths = [...(words.targets.includes('-') ? ['-'] : []), ...(words.file ?? [])]
  const targets = words.targets.filter((target) => target !== '-')
  if (paths.length === 0 && targets.length === 0 && words.lab.length === 0) {
    throw new UsageError(
      'NO_TARGET',
      'nothing to scan was named',
      'Name a URL, a host or a range, or try the demonstration fleet: mcp-pqc scan --lab',
    )
  }
  return {
    targets,
    files: await Promise.all(paths.map(async (path) => ({ path, text: await readInput(path) }))),
    lab: words.lab,
    ports: parsePorts(words.port),
    authorized: words.authorized,
  }
}
