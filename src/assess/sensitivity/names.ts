import { NAMES } from '../../registry/sensitivity/tables.ts'
import type { ServerEvidence } from './evidence.ts'
import { isProduct } from './products.ts'
import { BREAK, tokenise } from './tokens.ts'

/** One of the names of a server, without the words that all servers have in theirs. */
export type Name = { place: string; tokens: string[] }

export const namesOf = (server: ServerEvidence): Name[] => {
  const names: Name[] = []
  const seen = new Set<string>()
  const add = (place: string, text: string | undefined, filler: ReadonlySet<string>): void => {
    if (!text) return
    const tokens = strip(tokenise(text, MAX_NAME), filler)
    const key = tokens.join('')
    if (key === '' || seen.has(key)) return
    seen.add(key)
    names.push({ place, tokens })
  }
  add('title', server.title, FILLER)
  add('name', published(server.name ?? server.id), FILLER)
  add('server name', published(server.serverName), FILLER)
  add('package', published(server.packageName), FILLER)
  add('command', program(server.command), FILLER)
  add('host', host(server.url), HOST_FILLER)
  return names
}

/** Code units of a name that are read. */
const MAX_NAME = 200
/** Code units of a URL or a command that are read. */
const MAX_ADDRESS = 500

const FILLER: ReadonlySet<string> = new Set(NAMES.filler)
const HOST_FILLER: ReadonlySet<string> = new Set(NAMES.hostFiller)
const PUBLISHING: ReadonlySet<string> = new Set(NAMES.publishing)

/** Removes filler, unless the name with it is that of a product, such as `The Graph`. */
const strip = (tokens: readonly string[], filler: ReadonlySet<string>): string[] => {
  if (isProduct(tokens)) return [...tokens]
  return tokens.filter((token) => token === BREAK || !filler.has(token))
}

/** `@modelcontextprotocol/server-slack` and `io.github.someone/slack` are Slack; `@stripe/mcp` is Stripe. */
const published = (name: string | undefined): string | undefined => {
  const short = name?.slice(0, MAX_NAME)
  const slash = short?.indexOf('/') ?? -1
  if (short === undefined || slash < 0) return short
  const scope = short.slice(0, slash).replace('@', '').toLowerCase()
  const space = scope.split('.').slice(0, 2).join('.')
  return PUBLISHING.has(scope) || PUBLISHING.has(space)
    ? short.slice(slash + 1)
    : short.replaceAll('/', ' | ')
}

/** The last words of the paths in a command: the folder of a program says nothing about its data. */
const program = (command: string | undefined): string | undefined =>
  command
    ?.slice(0, MAX_ADDRESS)
    .split(/\s+/)
    .filter((word) => word !== '' && !word.startsWith('-') && !word.includes('='))
    .map((word) => (word.startsWith('@') ? published(word) : word.slice(word.search(/[^/\\]*$/))))
    .join(' | ')

const host = (url: string | undefined): string | undefined => {
  const parts = /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/?#@]{0,200}@)?([^/:?#]{1,253})(?::\d+)?([^?#]*)/i.exec(
    url?.slice(0, MAX_ADDRESS) ?? '',
  )
  const [, name = '', path = ''] = parts ?? []
  const lower = name.toLowerCase()
  if (/^[\d.]*$/.test(lower)) return undefined
  if (NAMES.passing.some((domain) => isUnder(lower, domain))) return path.replaceAll('/', ' | ')
  const hosting = NAMES.hosting.find((domain) => isUnder(lower, domain))
  return (hosting ? lower.slice(0, -hosting.length) : name).replaceAll('.', '-')
}

const isUnder = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`)
