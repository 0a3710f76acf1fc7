import type { DiscoveryProblem, Endpoint, Source } from '../../model/endpoint.ts'
import { type ConfigValue, memberOf } from '../document/value.ts'
import { plainText } from '../plainText.ts'
import { boundedNotes } from '../problemNotes.ts'
import { composeEndpoints } from './compose.ts'
import { manifestDocuments } from './documents.ts'
import type { ManifestPlace } from './host.ts'
import { kubernetesReader } from './kubernetes.ts'

export type ManifestOptions = { path: string; text: string; note: (problem: DiscoveryProblem) => void }

/** Limit of characters per file. */
const MAX_LENGTH = 16_777_216
/** Limit of endpoints per file, with those that cannot be read. */
const MAX_ENDPOINTS = 10_000

/**
 * The endpoints in a compose file, or in Ingress, Gateway and HTTPRoute objects of Kubernetes. Contacts nothing. Parts
 * that cannot be read are noted and skipped.
 */
export function* discoverManifest({ path, text, note }: ManifestOptions): Generator<Endpoint> {
  const shown = plainText(path, 1024)
  const notes = boundedNotes(shown, note)
  const source: Source = { kind: 'file', path: shown }
  let count = 0
  for (const endpoint of endpointsOf(text, { source, note: notes.note })) {
    if (++count > MAX_ENDPOINTS) {
      notes.note('TOO_MANY_ENDPOINTS', undefined, `only the first ${MAX_ENDPOINTS} endpoints are listed`)
      break
    }
    if (endpoint) yield endpoint
  }
  notes.end()
}

function* endpointsOf(text: string, place: ManifestPlace): Generator<Endpoint | undefined> {
  if (text.includes('\0')) return place.note('BINARY', undefined, 'the file is a binary file')
  if (text.length > MAX_LENGTH)
    return place.note('TOO_LARGE', undefined, `the file is larger than ${MAX_LENGTH >> 20} MiB`)
  const cluster = kubernetesReader(place)
  let isManifest = /["\s,{]kind["\s]*:/.test(` ${text}`)
  for (const root of manifestDocuments(text, place.note)) {
    if (isCompose(root)) {
      isManifest = true
      yield* composeEndpoints(root, place)
    } else yield* cluster.read(root)
  }
  yield* cluster.end()
  if (!isManifest)
    place.note('NOT_A_MANIFEST', undefined, 'the file is neither a compose file nor a manifest of Kubernetes')
}

const isCompose = (root: ConfigValue): boolean =>
  memberOf(root, 'services')?.value.kind === 'map' && memberOf(root, 'kind') === undefined
