import { createHash } from 'node:crypto'
import { Ending } from '../../text/json.ts'
import { dateTime } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import type { Report, ReportInput } from '../reportInput.ts'
import type { Asset, Json, SpecVersion } from './asset.ts'
import { endpointAssets } from './certificates.ts'
import { EndpointRefs } from './endpointRefs.ts'
import { optional, properties, property } from './properties.ts'
import { Seen } from './seen.ts'
import { application, service } from './service.ts'

/** CycloneDX CBOM; the same inventory gives the same bytes. docs/reports-cbom-sarif.md has the mapping. */
export const cyclonedxReport = (specVersion: SpecVersion): Report =>
  async function* (input) {
    // The serial number is made of everything before it, so it is at the end.
    const content = createHash('sha256')
    const ending = new Ending()
    for await (const piece of body(input, specVersion, ending)) {
      content.update(piece)
      yield piece
    }
    if (ending.happened) yield ',\n"properties":[{"name":"mcp-pqc:interrupted","value":"true"}]'
    yield `,\n"serialNumber":"urn:uuid:${uuid8(content.digest())}"}\n`
    ending.throwIfHappened()
  }

/** The endpoints are read three times, so that only their names stay in memory. */
async function* body(input: ReportInput, specVersion: SpecVersion, ending: Ending): AsyncGenerator<string> {
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    version: 1,
    metadata: metadata(input),
    // A probe from outside does not see everything.
    compositions: [{ aggregate: 'incomplete', assemblies: [SUBJECT], dependencies: [SUBJECT] }],
  }
  yield JSON.stringify(head).slice(0, -1)
  const refs = new EndpointRefs()
  yield* list('services', ending.of(services(input, refs)))
  yield* list('components', ending.of(components(input, refs, specVersion)))
  if (!ending.happened) yield* list('dependencies', ending.of(dependencies(input, refs)), ofSubject(refs))
}

/** One element a line, `first` before the others. */
async function* list(
  name: string,
  elements: AsyncIterable<Json>,
  first: Iterable<string> = [],
): AsyncGenerator<string> {
  yield `,\n"${name}":[`
  let separator = '\n'
  for (const piece of first) {
    yield piece
    separator = ',\n'
  }
  for await (const element of elements) {
    yield separator + JSON.stringify(element)
    separator = ',\n'
  }
  yield '\n]'
}

/** The subject of the BOM depends on everything in it, written in pieces. */
function* ofSubject(refs: EndpointRefs): Generator<string> {
  yield `\n{"ref":"${SUBJECT}","dependsOn":[`
  let separator = ''
  for (const some of refs.all) {
    yield separator + some
    separator = ','
  }
  yield ']}'
}

async function* services({ endpoints }: ReportInput, refs: EndpointRefs): AsyncGenerator<Json> {
  const refOf = refs.reading()
  for await (const endpoint of endpoints()) {
    const ref = refOf(endpoint)
    if (!endpoint.stdio) yield service(endpoint, ref)
  }
}

async function* components(
  { endpoints }: ReportInput,
  refs: EndpointRefs,
  version: SpecVersion,
): AsyncGenerator<Json> {
  const refOf = refs.reading()
  const seen = new Seen()
  for await (const endpoint of endpoints()) {
    const ref = refOf(endpoint)
    if (endpoint.stdio) yield application(endpoint, ref)
    for (const asset of unseen(endpointAssets(endpoint), seen)) yield withoutEmpty(asset.component(version))
  }
}

async function* dependencies({ endpoints }: ReportInput, refs: EndpointRefs): AsyncGenerator<Json> {
  const refOf = refs.reading()
  const seen = new Seen()
  for await (const endpoint of endpoints()) {
    const assets = endpointAssets(endpoint)
    const issuers = (endpoint.trusts ?? []).flatMap((id) => refs.service(id) ?? [])
    yield dependency(refOf(endpoint), [...assets.map(({ ref }) => ref), ...issuers])
    for (const { ref, dependsOn } of unseen(assets, seen)) {
      yield dependency(
        ref,
        dependsOn.map((one) => one.ref),
      )
    }
  }
}

const dependency = (ref: string, dependsOn: readonly string[]): Json => ({
  ref,
  dependsOn: dependsOn.length === 0 ? undefined : [...new Set(dependsOn)],
})

/** Assets that have not been written yet, dependencies first. */
function* unseen(assets: readonly Asset[], seen: Seen): Generator<Asset> {
  for (const asset of assets) {
    if (!seen.add(asset.ref)) continue
    yield* unseen(asset.dependsOn, seen)
    yield asset
  }
}

const withoutEmpty = (component: ReturnType<Asset['component']>): Json => {
  const { properties, ...rest } = component
  return Array.isArray(properties) && properties.length > 0 ? component : rest
}

/** RFC 9562 §5.8: a UUID made of a digest, as in appendix B.2. */
const uuid8 = (digest: Uint8Array): string => {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The subject of the BOM: the endpoints that were scanned, as one component. */
export const SUBJECT = 'inventory'

export const metadata = ({ tool, startedAt, finishedAt, authorization, summary }: ReportInput): Json => ({
  timestamp: dateTime(finishedAt),
  lifecycles: [{ phase: 'discovery' }],
  tools: {
    components: [
      { type: 'application', name: sanitize(tool.name, 100), version: sanitize(tool.version, 100) },
    ],
  },
  component: { type: 'platform', 'bom-ref': SUBJECT, name: 'MCP endpoints' },
  properties: [
    property('scan-started', startedAt),
    property('scan-finished', finishedAt),
    property('scan-interrupted', summary.interrupted),
    property('endpoints', summary.endpoints),
    property('endpoints-probed', summary.probed),
    property('endpoints-unreachable', summary.unreachable),
    property('silent-addresses', summary.silentAddresses),
    ...optional('authorized-by', authorization?.who),
    ...optional('authorized-on', authorization?.when),
    ...properties('authorized-scope', authorization?.scope ?? []),
    property(
      'method',
      'probed from outside: what a server accepted is listed; what it refused is not; what was not tested is named at each service',
    ),
  ],
})
