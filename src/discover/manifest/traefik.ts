import { TRAEFIK } from '../../registry/mcp/manifests.ts'
import type { Pair } from '../document/value.ts'
import type { ManifestHost } from './host.ts'

export function* traefikHosts(labels: readonly Pair[]): Generator<ManifestHost> {
  if (labels.some(({ key, value }) => key.toLowerCase() === 'traefik.enable' && value === 'false')) return
  const routers = new Map<string, Router>()
  for (const { key, value, line } of labels) {
    const [, name, what] = TRAEFIK.router.exec(key) ?? []
    if (name === undefined || what === undefined) continue
    const router = routers.get(name) ?? { rule: '', line, isSecure: false, entryPoints: [] }
    routers.set(name, router)
    const property = what.toLowerCase()
    if (property === 'rule') Object.assign(router, { rule: value, line })
    else if (property === 'entrypoints') router.entryPoints = value.split(',').map((one) => one.trim())
    else router.isSecure ||= value !== 'false'
  }
  for (const router of routers.values()) {
    const scheme = schemeOf(router)
    for (const host of hostsOf(router.rule))
      for (const path of pathsOf(router.rule)) yield { scheme, host, path, line: router.line }
  }
}

type Router = { rule: string; line: number; isSecure: boolean; entryPoints: string[] }

/** HTTPS unless an entry point is known to be plain HTTP: entry points can have TLS themselves. */
const schemeOf = ({ isSecure, entryPoints }: Router): string => {
  const has = (names: readonly string[]): boolean => entryPoints.some((one) => names.includes(one))
  return !isSecure && has(TRAEFIK.plainEntryPoints) && !has(TRAEFIK.secureEntryPoints) ? 'http' : 'https'
}

/** Undefined for a host that is matched by a regular expression. */
const hostsOf = (rule: string): (string | undefined)[] => [
  ...new Set(
    [...rule.slice(0, MAX_RULE).matchAll(/(!?)\b(Host|HostSNI|HostHeader|HostRegexp)\(([^)]*)\)/g)].flatMap(
      ([, not, matcher, names = '']) => {
        if (not !== '') return []
        return matcher === 'HostRegexp' ? [undefined] : quoted(names)
      },
    ),
  ),
]

const pathsOf = (rule: string): string[] => {
  const paths = [...rule.slice(0, MAX_RULE).matchAll(/(!?)\b(?:PathPrefix|Path)\(([^)]*)\)/g)].flatMap(
    ([, not, names = '']) => (not === '' ? quoted(names) : []),
  )
  return paths.length > 0 ? [...new Set(paths)] : ['/']
}

const MAX_RULE = 4096

const quoted = (names: string): string[] =>
  [...names.matchAll(/[`"]([^`"]+)[`"]/g)].flatMap(([, name]) => name ?? [])
