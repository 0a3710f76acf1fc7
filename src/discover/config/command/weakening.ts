import type { DiscoveryFinding } from '../../../model/endpoint.ts'
import {
  WEAKENING_KEYS,
  WEAKENING_OPTIONS,
  WEAKENING_VARIABLES,
  type WeakeningCode,
} from '../../../registry/mcp/commands/tlsWeakening.ts'
import { isThisMachine } from '../../../registry/net/host.ts'
import { type ConfigValue, membersOf } from '../../document/value.ts'
import { plainText } from '../../secrets/redact.ts'

export type Found = Pick<DiscoveryFinding, 'code' | 'level' | 'message'>

export const weakenings = (
  env: ReadonlyMap<string, string>,
  args: readonly string[],
  entry: ConfigValue,
): Found[] => [
  ...WEAKENING_VARIABLES.flatMap(({ code, name, off }) => {
    const value = env.get(name)
    const counts = value !== undefined && (off?.includes(value.trim().toLowerCase()) ?? value.trim() !== '')
    const shown = off ? `${name}=${plainText(value ?? '')}` : name
    return counts ? [found(code, `the environment sets ${shown}`)] : []
  }),
  ...args.flatMap((word, at) => fromOption(word, args[at + 1])),
  ...weakKeys(entry, 0).map((key) => found('TLS_VERIFICATION_OFF', `the entry sets ${plainText(key)}`)),
]

/** Unencrypted HTTP to another machine. */
export const plaintext = (url: string): Found[] => {
  const { protocol, hostname } = URL.parse(url) ?? {}
  if ((protocol !== 'http:' && protocol !== 'ws:') || isThisMachine(hostname ?? '')) return []
  const message = `${hostname} is reached over ${protocol}//, without TLS`
  return [{ code: 'PLAINTEXT_HTTP', level: 'error', message }]
}

const MESSAGES: Readonly<Record<WeakeningCode, { level: Found['level']; meaning: string }>> = {
  TLS_VERIFICATION_OFF: { level: 'error', meaning: 'certificates are not verified' },
  ALLOW_HTTP: { level: 'warning', meaning: 'unencrypted HTTP to other machines is allowed' },
  EXTRA_CA: { level: 'note', meaning: 'an additional certificate authority is trusted' },
}

const found = (code: WeakeningCode, how: string): Found => ({
  code,
  level: MESSAGES[code].level,
  message: `${MESSAGES[code].meaning}: ${how}`,
})

const fromOption = (word: string, next: string | undefined): Found[] => {
  const [, name = word, joined] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
  const row = WEAKENING_OPTIONS.find((option) => option.name === name)
  if (row === undefined) return []
  const value = (joined ?? next ?? '').toLowerCase()
  const counts = row.off?.includes(value) ?? joined !== 'false'
  return counts ? [found(row.code, `the arguments have ${name}${row.off ? ` ${value}` : ''}`)] : []
}

/** Keys of the entry and of the maps in it, except its environment and headers. */
const weakKeys = (entry: ConfigValue, depth: number): string[] => {
  if (depth > MAX_KEY_DEPTH) return []
  return membersOf(entry).flatMap(({ key, value }) => {
    const name = key.replace(/[-_]/g, '').toLowerCase()
    const row = WEAKENING_KEYS.find((known) => known.name === name)
    if (row !== undefined && value.kind === 'scalar' && value.value === row.off) return [`${key}: ${row.off}`]
    return OTHER_MAPS.has(key) ? [] : weakKeys(value, depth + 1)
  })
}

const MAX_KEY_DEPTH = 3
const OTHER_MAPS = new Set(['env', 'environment', 'envs', 'headers', 'http_headers', 'tools'])
