import { expect } from 'chai'
import { parseGates } from '../../../src/assess/gates.ts'
import { FINDINGS } from '../../../src/registry/findings.ts'
import { type FormatName, inventoryFormat } from '../../../src/report/formats.ts'
import {
  endpointFindings,
  FindingTally,
  failsGate,
  hasFinding,
} from '../../../src/report/inventory/findings.ts'
import { httpAddress, tlsAddress, tlsFacts } from '../../facts.ts'
import { endpoint, FLEET, INVENTORY } from '../inventory.ts'
import { textOf } from '../readers.ts'

const plain = endpoint([httpAddress()])
const classical = endpoint([tlsAddress(tlsFacts())])

describe('findings in reports', () => {
  it('are the rows of the catalogue with their evidence, the most severe first', () => {
    const levels = endpointFindings(classical).map(({ level }) => level)
    expect(levels).to.deep.equal(['warning', 'note'])
    const [first] = endpointFindings(plain)
    expect(first).to.deep.include({ id: 'plaintext', level: 'error' })
    expect(first?.evidence).to.include('plain HTTP')
  })

  it('leave out a finding that another one covers, but count it for conditions', () => {
    expect(endpointFindings(classical).map(({ id }) => id)).to.not.include('classical-accepted')
    expect(hasFinding(classical, 'classical-accepted')).to.equal(true)
    expect([plain, classical].map((one) => failsGate(one, 'classical'))).to.deep.equal([true, true])
  })

  it('name the address where only one shows it', () => {
    const [first] = endpointFindings(endpoint([httpAddress('192.0.2.2'), tlsAddress(tlsFacts())]))
    expect(first?.evidence).to.match(/^192\.0\.2\.2: /)
  })

  it('are counted by endpoints, each once, with the worst level', () => {
    const tally = new FindingTally()
    for (const [i, one] of [plain, classical, classical].entries())
      tally.add({ ...one, sources: [{ kind: 'file', name: `e${i}` }] })
    const rows = tally.rows.map(({ row, level, count, named }) => [row.id, level, count, named])
    expect(rows[0]).to.deep.equal(['plaintext', 'error', 1, ['e0']])
    expect(rows[1]).to.deep.equal(['classical-key-exchange', 'warning', 2, ['e1', 'e2']])
    expect(tally.count('expired')).to.equal(0)
  })

  it('are counted apart where their level differs between endpoints', () => {
    const tally = new FindingTally()
    const { assessment } = classical
    const findings = assessment.findings.map((one) => ({ ...one, level: 'error' as const }))
    for (const one of [classical, { ...classical, assessment: { ...assessment, findings } }]) tally.add(one)
    const rows = tally.rows.filter(({ row }) => row.id === 'classical-key-exchange')
    expect(rows.map(({ level, count }) => [level, count])).to.deep.equal([
      ['error', 1],
      ['warning', 1],
    ])
    expect(tally.count('classical-key-exchange')).to.equal(2)
  })

  const found = FINDINGS.filter(({ id }) =>
    FLEET.some((one) => endpointFindings(one).some((finding) => finding.id === id)),
  )
  const FORMATS = [
    'markdown',
    'html',
    'csv',
    'prometheus',
    'pci-dss',
    'crypto-inventory',
    'evidence',
  ] as const
  for (const format of FORMATS) {
    it(`are in ${format}: each that the fleet has`, async () => {
      const text = await written(format)
      expect(found).to.have.length.above(6)
      for (const { id, title } of found) expect(text).to.include(format === 'prometheus' ? id : title)
    })
  }

  it('are why a case of JUnit fails', async () =>
    expect(await written('junit')).to.match(
      /<failure type="classical"[^>]*>[^<]*error: The endpoint answers/,
    ))
})

async function written(format: FormatName<'inventory'>): Promise<string> {
  const report = await inventoryFormat(format).load({
    width: 100,
    colours: false,
    gates: parseGates(['classical']),
    specVersion: '1.7',
    root: undefined,
    as: 'markdown',
  })
  return textOf(report, INVENTORY)
}
