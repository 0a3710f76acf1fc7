import { homedir } from 'node:os'
import { UsageError } from '../../model/error.ts'
import type { Sources } from '../../scan.ts'
import { parsePorts } from './ports.ts'
import { readInput, STANDARD_INPUT } from './readInput.ts'

/** The arguments and flags that name sources. */
export type SourceWords = {
  targets: readonly string[]
  file?: readonly string[] | undefined
  port?: readonly string[] | undefined
  registry?: readonly string[] | undefined
  exclude?: readonly string[] | undefined
  configs: boolean
  home?: string | undefined
  project?: readonly string[] | undefined
  'all-users': boolean
  authorized: boolean
  lab: boolean
}

/**
 * Reads what the user named into sources; `-` is a list on standard input. The fleet of the lab is not among them:
 * whoever starts it adds it.
 *
 * @throws {UsageError} TARGET_MISSING where nothing is named.
 */
export const readSources = async (words: SourceWords): Promise<Sources> => {
  const asked = words.targets.includes(STANDARD_INPUT) ? [STANDARD_INPUT] : []
  const paths = [...new Set([...asked, ...(words.file ?? [])])]
  const targets = words.targets.filter((target) => target !== STANDARD_INPUT)
  const configs = configPlaces(words)
  const registries = words.registry ?? []
  const named = paths.length + targets.length + registries.length
  if (named === 0 && configs === undefined && !words.lab) throw noTarget('nothing to scan was named')
  return {
    targets,
    files: await Promise.all(paths.map(async (path) => ({ path, text: await readInput(path) }))),
    configs,
    registries,
    lab: [],
    ports: parsePorts(words.port),
    portsNamed: words.port !== undefined,
    exclude: words.exclude ?? [],
    authorized: words.authorized,
  }
}

/** `--home` and `--project` ask for configurations too. Another machine's home has another machine's paths. */
const configPlaces = (words: SourceWords): Sources['configs'] => {
  const { home, project = [], configs } = words
  if (!configs && home === undefined && project.length === 0 && !words['all-users']) return undefined
  const elsewhere = home !== undefined
  return {
    home: home ?? homedir(),
    platform: elsewhere ? 'any' : platform(),
    env: elsewhere ? {} : process.env,
    projects: project,
    allUsers: words['all-users'],
  }
}

/** Every other system keeps its files as Linux does. */
const platform = (): 'linux' | 'darwin' | 'win32' =>
  process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'

/** @throws {UsageError} TARGET_MISSING where the sources turned out to be empty. */
export const requireTargets = (count: number, { files, configs, registries }: Sources): void => {
  if (count > 0) return
  const names = [
    ...files.map(({ path }) => (path === STANDARD_INPUT ? 'standard input' : path)),
    ...(configs ? ['the configurations'] : []),
    ...registries,
  ]
  throw noTarget(`no target stands in ${names.join(', ')}`)
}

const noTarget = (message: string): UsageError =>
  new UsageError(
    'TARGET_MISSING',
    message,
    'Name a URL, a host or a range, or try the demonstration fleet: mcp-pqc scan --lab',
  )
