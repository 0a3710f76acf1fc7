import { expect } from 'chai'
import { SPECIFICATIONS } from '../../src/lab/specifications.ts'
import { Inventory, type InventoryEndpoint } from '../../src/model/inventory.ts'
import { VERSION_NAMES } from '../../src/model/questions/names.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import { type Outcome, run } from '../cli/program.ts'
import { type Expected, type ExpectedCertificate, expectedAt } from '../lab/expected.ts'

/** Each fact of `Expected`, and where the document of `scan --json` has it. */
const FACTS: { [Fact in keyof Required<Expected>]: (found: Found, expected: Expected) => unknown } = {
  service: ({ address }) => address?.service,
  versions: ({ tls }) => VERSION_NAMES.filter((version) => tls?.versions[version]?.state === 'accepted'),
  groups: ({ tls }) => accepted(tls?.groups).map(({ name }) => name),
  groupChoice: ({ tls }) => tls?.groupChoice ?? 'unknown',
  groupForClassicalShare: ({ tls }, { groupForClassicalShare }) =>
    groupForClassicalShare && tls?.clients.find(({ client }) => client === CLASSICAL_SHARE)?.group,
  groups12: ({ tls }) => ecdheGroups(tls).toSorted(),
  cipherSuites: ({ tls }) => tls?.cipherSuites ?? {},
  keyExchange12: ({ tls }) => tls?.keyExchange12 ?? [],
  signatureSchemes13: ({ tls }) => schemes(tls, 'TLS 1.3'),
  signatureSchemes12: ({ tls }) => schemes(tls, 'TLS 1.2'),
  certificates: ({ tls, now }) => leaves(tls, now),
  clientCertificate: ({ tls }) => tls?.clientCertificate ?? 'none',
  keyExchangeCategory: ({ endpoint }) => endpoint.assessment.keyExchange.category,
  authenticationCategory: ({ endpoint }) => endpoint.assessment.authentication.category,
  // Plain HTTP has no key exchange that could be accepted or not.
  classicalAccepted: ({ endpoint, tls }) => (tls ? endpoint.assessment.keyExchange.classicalAccepted : true),
}

/** A runtime whose hello offers X25519MLKEM768 and has a key share for x25519 only (src/registry/tls/software/clientHellos.json). */
const CLASSICAL_SHARE = 'Deno 2'

/** What of `Expected` has no order. */
const EXPECTED: { [Fact in keyof Required<Expected>]?: (expected: Expected) => unknown } = {
  groups12: ({ groups12 }) => groups12.toSorted(),
  certificates: ({ certificates }) => certificates.map(certificateText).toSorted(),
}

describe('scan --lab --json', () => {
  let outcome: Outcome
  let inventory: Inventory
  before(async function () {
    this.timeout(60_000)
    outcome = await run(['scan', '--lab', '--json'])
    inventory = Inventory.parse(JSON.parse(outcome.stdout))
  })

  it('ends with 0, says nothing beside the document, and has the document of the contract', () => {
    expect({ code: outcome.code, stderr: outcome.stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(inventory.endpoints.map(nameOf)).to.have.members(SPECIFICATIONS.map(({ name }) => name))
    expect(inventory.summary).to.include({
      endpoints: SPECIFICATIONS.length,
      probed: SPECIFICATIONS.length,
      unreachable: 0,
      silentAddresses: 0,
      interrupted: false,
    })
  })

  it('puts the highest risk first', () => {
    const scores = inventory.endpoints.map(({ assessment }) => assessment.risk.score)
    expect(scores).to.deep.equal(scores.toSorted((a, b) => b - a))
  })

  for (const { name } of SPECIFICATIONS) {
    const expected = expectedAt(name)
    describe(name, () => {
      let found: Found
      before(() => {
        const endpoint = inventory.endpoints.find((one) => nameOf(one) === name)
        if (!endpoint) throw new Error(`${name} is not in the inventory`)
        const [address] = endpoint.addresses
        found = { endpoint, address, tls: address?.tls, now: Date.parse(inventory.finishedAt) }
      })

      for (const fact of Object.keys(FACTS) as (keyof Expected)[]) {
        it(fact, () =>
          expect(FACTS[fact](found, expected)).to.deep.equal(EXPECTED[fact]?.(expected) ?? expected[fact]),
        )
      }

      it('trust, with the authorities of the lab', () => {
        const expired = expected.certificates.some((one) => one.expired)
        for (const chain of found.tls?.chains ?? []) {
          expect(chain.trusted, chain.trustError).to.equal(!expired)
          expect(chain.trustError).to.equal(expired ? 'certificate has expired' : undefined)
          expect(chain.nameMatches).to.equal(true)
        }
      })

      it('no signature that was not verified', () => {
        const facts = accepted(found.tls?.signatureSchemes)
        expect(facts.map(({ verified }) => verified)).to.deep.equal(facts.map(() => true))
      })
    })
  }
})

type Found = {
  endpoint: InventoryEndpoint
  address: InventoryEndpoint['addresses'][number] | undefined
  tls: TlsFacts | undefined
  now: number
}

const nameOf = ({ sources }: InventoryEndpoint): string => sources[0]?.name ?? ''

const accepted = <T extends { state: string }>(facts: readonly T[] = []): T[] =>
  facts.filter(({ state }) => state === 'accepted')

const schemes = (tls: TlsFacts | undefined, version: string): string[] =>
  accepted(tls?.signatureSchemes)
    .filter((scheme) => scheme.version === version)
    .map(({ name }) => name)

const ecdheGroups = (tls: TlsFacts | undefined): string[] =>
  (tls?.keyExchange12Details ?? []).flatMap(({ family, group }) => (family === 'ECDHE' ? (group ?? []) : []))

const leaves = (tls: TlsFacts | undefined, now: number): string[] =>
  (tls?.chains ?? [])
    .flatMap(({ certificates }) => certificates[0] ?? [])
    .map(({ publicKey: { algorithm, bits, parameters }, signatureAlgorithm, notAfter }) =>
      certificateText({
        algorithm,
        ...(bits === undefined ? {} : { bits }),
        ...(parameters === undefined ? {} : { parameters }),
        signatureAlgorithm,
        expired: Date.parse(notAfter) < now,
      }),
    )
    .toSorted()

const certificateText = ({ algorithm, bits, parameters, signatureAlgorithm, expired }: ExpectedCertificate) =>
  JSON.stringify({ algorithm, bits, parameters, signatureAlgorithm, expired })
