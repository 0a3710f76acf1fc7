import { homedir } from 'node:os'
import type { Interfaces } from '@oclif/core'
import type { ConfigPlaces } from '../../discover/config/configs.ts'
import type { Sources } from '../../discover/discover.ts'
import { DEFAULT_PORTS } from '../../registry/net/ports.ts'
import type { sourceFlags } from '../flags/sourceFlags.ts'
import { problem } from '../problem.ts'
import { readInput, STANDARD_INPUT } from './readInput.ts'

export type SourceWords = Interfaces.InferredFlags<typeof sourceFlags> & { targets: readonly string[] }

/**
 * Reads what the user named into sources; `-` is a list on standard input. The lab's endpoints are added by the command,
 * which starts it.
 *
 * @throws {UsageError} TARGET_MISSING where nothing is named.
 */
export const readSources = async (words: SourceWords): Promise<Sources> => {
  const asked = words.targets.includes(STANDARD_INPUT) ? [STANDARD_INPUT] : []
  const paths = [...new Set([...asked, ...(words.file ?? [])])]
  const targets = words.targets.filter((target) => target !== STANDARD_INPUT)
  const { home, project = [] } = words
  const hasConfigs = words.configs || home !== undefined || project.length > 0 || words['all-users']
  const registries = words.registry ?? []
  const named = paths.length + targets.length + registries.length
  if (named === 0 && !hasConfigs && !words.lab) throw problem('TARGET_MISSING of a scan')
  return {
    targets,
    files: await Promise.all(paths.map(async (path) => ({ path, text: await readInput(path) }))),
    // A switch that was not given is undefined in oclif, whatever its type says.
    configs: hasConfigs ? configPlaces(home, project, words['all-users'] === true) : undefined,
    registries,
    lab: [],
    ports: parsePorts(words.port),
    portsNamed: words.port !== undefined,
    exclude: words.exclude ?? [],
    allow: words.allow ?? [],
    authorized: words.authorized === true,
  }
}

/** Where client configurations are. Another machine's home has another machine's paths and environment. */
export const configPlaces = (
  home: string | undefined,
  projects: readonly string[],
  allUsers: boolean,
): ConfigPlaces =>
  home === undefined
    ? { home: homedir(), platform: platform(), env: process.env, projects, allUsers }
    : { home, platform: 'any', env: {}, projects, allUsers }

/** Every other system keeps its files as Linux does. */
const platform = (): 'linux' | 'darwin' | 'win32' =>
  process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'

/** The numbers of --port, each once. @throws {UsageError} PORT_INVALID */
const parsePorts = (texts: readonly string[] | undefined): number[] => {
  if (!texts) return DEFAULT_PORTS.map(({ port }) => port)
  return [...new Set(texts.flatMap((text) => text.split(',').map((one) => parsePort(one.trim(), text))))]
}

const parsePort = (one: string, text: string): number => {
  const port = /^\d{1,5}$/.test(one) ? Number(one) : 0
  if (port >= 1 && port <= 65535) return port
  throw problem('PORT_INVALID', { text })
}
