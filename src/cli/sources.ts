import { UsageError } from '../model/error.ts'
import type { Sources } from '../scan.ts'
import { parsePorts } from './ports.ts'
import { readInput, STANDARD_INPUT } from './readInput.ts'

/** The arguments and flags that name sources. */
export type SourceWords = {
  targets: readonly string[]
  file?: readonly string[] | undefined
  port?: readonly string[] | undefined
  authorized: boolean
  lab: boolean
}

/**
 * Reads what the user named into sources; `-` is a list on standard input. The fleet of the lab is not among them:
 * whoever starts it adds it.
 *
 * @throws {UsageError} NO_TARGET where nothing is named.
 */
export const readSources = async (words: SourceWords): Promise<Sources> => {
  const asked = words.targets.includes(STANDARD_INPUT) ? [STANDARD_INPUT] : []
  const paths = [...new Set([...asked, ...(words.file ?? [])])]
  const targets = words.targets.filter((target) => target !== STANDARD_INPUT)
  if (paths.length === 0 && targets.length === 0 && !words.lab) throw noTarget('nothing to scan was named')
  const ports = parsePorts(words.port)
  const files = await Promise.all(paths.map(async (path) => ({ path, text: await readInput(path) })))
  return { targets, files, lab: [], ports, authorized: words.authorized }
}

/** @throws {UsageError} NO_TARGET where the sources turned out to be empty. */
export const requireTargets = (count: number, { files }: Sources): void => {
  if (count > 0) return
  const names = files.map(({ path }) => (path === STANDARD_INPUT ? 'standard input' : path))
  throw noTarget(`no target stands in ${names.join(', ')}`)
}

const noTarget = (message: string): UsageError =>
  new UsageError(
    'NO_TARGET',
    message,
    'Name a URL, a host or a range, or try the demonstration fleet: mcp-pqc scan --lab',
  )
