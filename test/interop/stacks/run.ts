import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions } from '../../probe/probing.ts'
import { whyNot, withServer } from '../servers/tlsServers.ts'
import { type Compared, compareFacts, onlyWithSecret } from './compare.ts'
import type { Configuration } from './configuration.ts'
import type { Material } from './material.ts'
import { askClients } from './reference/clients.ts'
import { addFacts, type Facts, mapLimited, type Reference } from './reference/facts.ts'
import { askOpenSsl } from './reference/sClientFacts.ts'
import { askSslscan } from './reference/sslscan.ts'
import { scannedFacts } from './scanned.ts'

/** Configurations that run at the same time. */
const AT_ONCE = 4

/** Begins with all, some at a time, in their order. Those that cannot run here have no outcome. */
export const runAll = (
  configurations: readonly Configuration[],
  material: Material,
): { outcomes: Map<Configuration, Promise<Outcome>>; done: Promise<unknown> } => {
  const pending = configurations
    .filter((one) => whyNotRun(one) === undefined)
    .map((one) => ({ one, ...Promise.withResolvers<Outcome>() }))
  const done = mapLimited(AT_ONCE, pending, ({ one, resolve, reject }) =>
    runConfiguration(one, material).then(resolve, reject),
  )
  // A failure is reported where its outcome is awaited, which may be later.
  for (const { promise } of pending) promise.catch(() => {})
  return { outcomes: new Map(pending.map(({ one, promise }) => [one, promise])), done }
}

export type Outcome = { configuration: Configuration; compared: Compared[] }

/** Starts the server, scans it, asks the other tools, and compares. */
const runConfiguration = (configuration: Configuration, material: Material): Promise<Outcome> =>
  withServer(
    (port) => configuration.run(port, material),
    async (port) => {
      const { tls, detail } = await probeAddress(dialTo(port), probeOptions(PATIENT))
      if (!tls) throw new Error(`${configuration.stack}, ${configuration.name}: no TLS was seen: ${detail}`)
      const reference = await referenceOf(configuration, material, port)
      const compared = compareFacts(scannedFacts(tls), reference, configuration.known?.ignore)
      const { clientKey, psk, ...known } = configuration.known ?? {}
      const isMissing = compared.some(({ verdict }) => verdict === 'missing')
      if (!isMissing || (clientKey === undefined && psk === undefined)) return { configuration, compared }
      const without = await askOpenSsl({ ...configuration, known }, material, port)
      return { configuration, compared: onlyWithSecret(compared, without) }
    },
  )

const referenceOf = async (
  configuration: Configuration,
  material: Material,
  port: number,
): Promise<Reference> => {
  const { facts = {}, clientCertificate } = configuration.known ?? {}
  const reference: Reference = new Map()
  const own: Facts = new Map(Object.entries(facts))
  // Clients see that a certificate is requested; only the server knows that it insists.
  if (clientCertificate) own.set('clientCertificate', clientCertificate)
  const [openSsl, sslscan, clients] = await Promise.all([
    askOpenSsl(configuration, material, port),
    askSslscan(port),
    askClients(port),
  ])
  addFacts(reference, 'its configuration', own)
  addFacts(reference, 'openssl s_client', openSsl)
  addFacts(reference, 'sslscan', sslscan)
  addFacts(reference, 'the client itself', clients)
  // What is the only suite for OpenSSL may be one of several.
  for (const [fact, { value }] of reference) {
    const list = fact.replace('suiteChoice', 'suite')
    const isList = (name: string): boolean => name.startsWith(`${list} `)
    if (list !== fact && value === 'single' && reference.keys().filter(isList).toArray().length > 1)
      reference.delete(fact)
  }
  return reference
}

export const whyNotRun = ({ needs }: Configuration): string | undefined =>
  needs.map(whyNot).find((reason) => reason !== undefined)
