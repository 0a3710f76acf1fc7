import type { Endpoint, SecretUse, Source } from '../../model/endpoint.ts'
import { UsageError } from '../../model/error.ts'
import { endpointId, shownTarget, splitUrl } from '../endpointUrl.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { interpolate } from '../secrets/interpolate.ts'
import { plainText } from '../secrets/redact.ts'
import { parseTarget } from '../targets.ts'

export type ManifestPlace = {
  /** Without the line. */
  source: Source
  note: NoteProblem
}

export type ManifestHost = {
  scheme: string
  /** Undefined if the manifest does not name it. */
  host: string | undefined
  port?: string | number | undefined
  path?: string | undefined
  line: number
}

/**
 * The endpoint of a host in a manifest. Wildcards, templates and unnamed hosts are unresolved and cannot be probed.
 * Undefined, with a note, for anything else that is not a host.
 */
export const hostEndpoint = (where: ManifestHost, place: ManifestPlace): Endpoint | undefined => {
  const { scheme, host = '{host}', port, path = '/', line } = where
  const text = `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path.startsWith('/') ? path : `/${path}`}`
  return urlInManifest(text, line, place)
}

/** The endpoint of a URL in a manifest, which may contain variables and wildcards. */
export const urlInManifest = (
  written: string,
  line: number,
  { source, note }: ManifestPlace,
): Endpoint | undefined => {
  const sources: Source[] = [{ ...source, line }]
  const { text, hidden, problem } = interpolate(written.slice(0, MAX_URL), { env: {}, bare: true })
  if (problem !== undefined) {
    note('BAD_ENTRY', line, `a URL ${problem}`)
    return undefined
  }
  const secrets = hidden.map((name): SecretUse => ({ name: plainText(name), place: 'url' }))
  const names = [...new Set([...text.matchAll(OPEN)].map(([whole]) => nameOf(whole)))]
  if (names.length > 0) {
    const url = shownTarget(text)
    return { id: endpointId(url), url, transport: 'unknown', sources, unresolved: names, ...some(secrets) }
  }
  try {
    const target = parseTarget(text, { ...source, line })
    if (target.kind !== 'endpoint') return undefined
    for (const { name } of splitUrl(text).secrets) secrets.push({ name: plainText(name), place: 'url' })
    return { ...target.endpoint, ...some(secrets) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    note('BAD_ENTRY', line, error.message)
    return undefined
  }
}

const some = (secrets: SecretUse[]): Pick<Endpoint, 'secrets'> => (secrets.length > 0 ? { secrets } : {})

const MAX_URL = 2048

/** Placeholders of Helm, of shells and of this program, and wildcards in a host. */
const OPEN = /\{\{[^{}]*\}\}|\$?\{[^{}]*\}|\$[A-Za-z_]\w*|(?<=\/\/[^/?#]*)\*/g

const nameOf = (whole: string): string => plainText(whole.replace(/^\$?\{+\s*|\s*\}+$|^\$/g, '')) || whole
