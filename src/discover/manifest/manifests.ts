import type { DiscoveryProblem, Endpoint, Source } from '../../model/endpoint.ts'
import { tokenBudget } from '../../model/text/yamlNesting.ts'
import { readJson } from '../document/json.ts'
import { type ConfigValue, memberOf } from '../document/value.ts'
import { readYaml } from '../document/yaml.ts'
import { boundedNotes, type NoteProblem } from '../problemNotes.ts'
import { plainText } from '../secrets/redact.ts'
import { composeEndpoints } from './compose.ts'
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

/** Characters of a YAML document: the parser needs about a hundred times the memory of the text. */
const MAX_DOCUMENT = 1_048_576

/** Characters of YAML per file, because the parser is slow. A file of JSON may be larger. */
const MAX_YAML = 4_194_304

/** Characters that parsing takes as long as the beginning of a document. */
const DOCUMENT_COST = 512

/** Documents without any of these are not parsed. */
const WANTED = /Ingress|Gateway|HTTPRoute|List|services/

/** The documents of a manifest that may name hosts. JSON has its own reader, which is faster. */
function* manifestDocuments(text: string, note: NoteProblem): Generator<ConfigValue> {
  const isJson = /^\s*\{\s*"/.test(text)
  const tokens = tokenBudget()
  let [linesBefore, counted, parsed] = [0, 0, 0]
  for (const [from, to] of isJson ? [[0, text.length] as const] : bounds(text)) {
    linesBefore += newlines(text, counted, from)
    counted = from
    const document = text.slice(from, to)
    if (!WANTED.test(document)) continue
    if (!isJson && document.length > MAX_DOCUMENT) {
      note('TOO_LARGE', linesBefore + 1, `the document is larger than ${MAX_DOCUMENT >> 20} MiB`)
      continue
    }
    parsed += document.length + DOCUMENT_COST
    if (!isJson && parsed > MAX_YAML) {
      const where = `the documents from line ${linesBefore + 1} on were not read`
      return note(
        'TOO_LARGE',
        linesBefore + 1,
        `the file has more than ${MAX_YAML >> 20} MiB of YAML; ${where}`,
      )
    }
    const { root, problems } = isJson ? readJson(document) : readYaml(document, linesBefore, tokens)
    for (const { code, line, message } of problems) note(code, line, `the file ${message}`)
    if (root) yield root
  }
}

/** YAML 1.2 §9.1.3: no line within a document begins with `---`. */
function* bounds(text: string): Generator<readonly [from: number, to: number]> {
  let from = 0
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    if (index > from) yield [from, index]
    from = index
  }
  yield [from, text.length]
}

const newlines = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}
