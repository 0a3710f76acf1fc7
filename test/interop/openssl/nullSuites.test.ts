import { expect } from 'chai'
import { assess } from '../../../src/assess/assess.ts'
import { parseGates } from '../../../src/assess/gates.ts'
import type { AddressFacts } from '../../../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../../../src/model/inventory.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { complianceMarkdown } from '../../../src/report/inventory/compliance/view.ts'
import { complianceView } from '../../../src/report/inventory/compliance/views.ts'
import { sarifReport } from '../../../src/report/inventory/sarif/report.ts'
import { inventoryTable } from '../../../src/report/inventory/table.ts'
import { ENDPOINT, NOW } from '../../facts.ts'
import { dialTo, PATIENT, probeOptions } from '../../probe/probing.ts'
import { INVENTORY } from '../../report/inventory.ts'
import { textOf } from '../../report/readers.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, whyNot, withServer } from '../servers/tlsServers.ts'

/** By cipher list of OpenSSL: what the scan says. `names`: what its reasons contain. */
const LISTS: [list: string, category: string, fails: string[], ...names: string[]][] = [
  [
    'NULL',
    'plaintext',
    ['plaintext', 'classical', 'weak-cipher-suite'],
    'only cipher suites that do not encrypt: ',
  ],
  [
    'eNULL+aNULL',
    'plaintext',
    ['plaintext', 'classical', 'weak-cipher-suite'],
    'TLS_ECDH_anon_WITH_NULL_SHA',
  ],
  [
    'NULL:ECDHE-ECDSA-AES128-SHA',
    'classical',
    ['classical', 'weak-cipher-suite'],
    'cipher suites that do not encrypt: ',
  ],
  ['aNULL:!eNULL', 'classical', ['classical', 'weak-cipher-suite'], 'do not authenticate the server: TLS_'],
]

const GATES = ['plaintext', 'classical', 'weak-cipher-suite']

describe('a server of OpenSSL with cipher suites that do not encrypt or do not authenticate', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const probed = (list: string, profile: 'full' | 'quick' = 'full'): Promise<AddressFacts> =>
    withServer(
      (port) => ({
        command: [
          ...['openssl', 's_server', '-www', '-tls1_2', '-accept', `127.0.0.1:${port}`],
          ...['-cipher', `${list}:@SECLEVEL=0`],
          ...(list.startsWith('aNULL') || list.includes('+aNULL')
            ? ['-nocert']
            : ['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`]),
        ],
      }),
      (port) => probeAddress(dialTo(port), probeOptions({ ...PATIENT, profile })),
    )
  const endpointOf = (address: AddressFacts): InventoryEndpoint => {
    const addresses = [address]
    return { ...ENDPOINT, addresses, assessment: assess({ endpoint: ENDPOINT, addresses }, NOW) }
  }

  for (const [list, category, fails, ...names] of LISTS)
    it(`${list}: ${category}`, async () => {
      const endpoint = endpointOf(await probed(list))
      const { keyExchange, authentication } = endpoint.assessment
      expect(keyExchange.category).to.equal(category)
      const reasons = [...keyExchange.reasons, ...authentication.reasons].join('\n')
      for (const name of names) expect(reasons).to.include(name)
      const failed = parseGates(GATES).filter((gate) => gate.fails(endpoint))
      expect(failed.map(({ name }) => name)).to.deep.equal(fails)
    })

  it('every report names what is not encrypted', async () => {
    const inventory = { ...INVENTORY, endpoints: [endpointOf(await probed('NULL'))] }
    const table = await textOf(inventoryTable({ width: 120, colours: false }), inventory)
    expect(table).to.include('PLAINTEXT, NULL suites').and.include('unencrypted (NULL cipher suites only)')
    expect(table).to.include('1  plaintext: readable today by anyone on the network path')
    const sarif = JSON.parse(await textOf(sarifReport(undefined), inventory))
    const rules = sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)
    expect(rules).to.include('PQC1026').and.not.include('PQC1011')
    for (const view of ['pci-dss', 'crypto-inventory', 'evidence'] as const) {
      const text = await textOf(complianceMarkdown(complianceView(view)), inventory)
      expect(text, view).to.match(/only cipher suites (?:without encryption|that do not encrypt)/)
      expect(text, view).to.not.include('HTTP without TLS')
    }
  })

  it('the quick profile leaves it undecided', async () => {
    const endpoint = endpointOf(await probed('NULL', 'quick'))
    const [gate] = parseGates(['plaintext'])
    expect(gate?.undecided(endpoint)).to.be.a('string')
  })
})
