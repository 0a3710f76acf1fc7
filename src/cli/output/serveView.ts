import { normalizeUrl } from '../../discover/endpointUrl.ts'
import { redactText } from '../../discover/secrets/redact.ts'
import type { Backend } from '../../gateway/server/backend.ts'
import { urlHost } from '../../registry/net/host.ts'
import { sanitize } from '../../report/text/sanitize.ts'

export type ServeView = {
  url: string
  policy: 'hybrid' | 'allow-classical'
  /** IANA names, the preferred one first. */
  groups: readonly string[]
  /** What answers requests: the reference server, a URL or a command. */
  behind: string
  certificates: readonly {
    algorithm: string
    notAfter: Date
    sha256: string
    subjectAltNames: readonly string[]
  }[]
  /** Undefined if the certificates are the user's own. */
  authorities: { path: string; pem: string } | undefined
}

export const serveText = (view: ServeView): string => {
  const { url, behind, certificates, authorities } = view
  const others =
    view.policy === 'hybrid' ? 'others are refused' : 'the classical one for clients that have no other'
  const rows: [string, string][] = [
    ['answers', sanitize(behind)],
    ['key exchange', view.groups.join(', ')],
    ['', others],
    [
      'certificates',
      certificates
        .map(({ algorithm, notAfter }) => `${algorithm} until ${notAfter.toISOString().slice(0, 10)}`)
        .join(', '),
    ],
    ...(authorities === undefined ? [] : [['trust', authorities.path] as [string, string]]),
    ['client entry', JSON.stringify(clientEntry(view))],
  ]
  return [`MCP at ${url}`, ...rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`)].join('\n')
}

export const serveDocument = (view: ServeView): object => ({
  schemaVersion: '1',
  url: view.url,
  policy: view.policy,
  groups: view.groups,
  behind: view.behind,
  certificates: view.certificates,
  ...(view.authorities && { caFile: view.authorities.path, ca: view.authorities.pem }),
  client: clientEntry(view),
})

export const serverUrl = (host: string, port: number, path: string): string =>
  `https://${urlHost(host)}:${port}${path}`

/** An entry of `mcpServers`, as most clients' configurations have it, whatever TLS the client itself has. */
const clientEntry = ({ url, authorities }: ServeView) => ({
  command: 'mcp-pqc',
  args: ['connect', url, ...(authorities === undefined ? [] : ['--ca', authorities.path])],
})

/** A stdio server was made for the one user who starts it. */
export const OPEN_TO_ALL =
  'Every client that can reach this address can call the tools of the command: the gateway does not authenticate clients.'

export const titleOf = (backend: Backend): string => {
  if (backend.kind === 'reference') return 'the reference server: tools describe_connection, echo, count'
  if (backend.kind === 'upstream') return normalizeUrl(backend.url)
  return redactText([backend.command, ...backend.args].join(' '))
}
