import { expect } from 'chai'
import type { Tokens } from 'marked'
import type { Inventory } from '../../../src/model/inventory.ts'
import {
  type ComplianceView,
  complianceCsv,
  complianceMarkdown,
} from '../../../src/report/inventory/compliance/view.ts'
import { complianceView } from '../../../src/report/inventory/compliance/views.ts'
import { plan } from '../../plan/planning.ts'
import { newScan } from '../../store/storing.ts'
import { INVENTORY } from '../inventory.ts'
import { readCsv, readMarkdown, textOf } from '../readers.ts'

const SCANNED: Inventory = {
  ...INVENTORY,
  endpoints: INVENTORY.endpoints.map((endpoint, i) => ({ ...endpoint, id: `id${i}` })),
}
const PLAN = plan(SCANNED.endpoints)

const PCI_DSS = complianceView('pci-dss')
const CRYPTO_INVENTORY = complianceView('crypto-inventory')
const EVIDENCE = complianceView('evidence')

const rowsOf = async (view: ComplianceView, inventory = SCANNED) => {
  const rows = readCsv(await textOf(complianceCsv(view), inventory, { plan: PLAN }))
  return (name: string): Record<string, string> => rows.find((row) => row['Name'] === name) ?? {}
}

for (const [name, view] of Object.entries({ PCI_DSS, CRYPTO_INVENTORY, EVIDENCE })) {
  describe(`the compliance view ${name}`, () => {
    it('cites its clauses, says what it does not cover, and has every endpoint', async () => {
      const text = await textOf(complianceMarkdown(view), SCANNED)
      const headings = readMarkdown(text).flatMap((token) => (token.type === 'heading' ? [token.text] : []))
      expect(headings).to.include.members(['Requirements', 'What this does not cover', 'Endpoints'])
      for (const { clause, asOf } of view.clauses) expect(text).to.include(clause).and.include(asOf)
      for (const sentence of view.notCovered) expect(text).to.include(sentence.slice(0, 40))
      expect(text).to.include('2 of 9 endpoints could not be probed: their cryptography is unknown.')
      expect(text.match(/^### /gm)).to.have.length(SCANNED.endpoints.length)
    })

    it('has unknown for what cannot be known', async () => {
      const cells = Object.entries((await rowsOf(view))(''))
      const unknown = cells.filter(([, cell]) => cell.startsWith('unknown')).map(([title]) => title)
      expect(unknown).to.include.members(['Protocols', 'Owner'])
    })

    it('has the arguments of the scan, if known', async () => {
      const scope = {
        ...newScan().scope,
        targets: ['10.0.0.0/24'],
        exclude: ['10.0.0.9'],
        profile: 'quick' as const,
      }
      expect(await textOf(complianceMarkdown(view), SCANNED, { scope })).to.include(
        '- **Scope**: mcp-pqc scan 10.0.0.0/24 --exclude 10.0.0.9 --profile quick',
      )
      expect(await textOf(complianceMarkdown(view), SCANNED)).to.include('- **Scope**: unknown')
    })

    it('works without a plan and without endpoints', async () => {
      expect(await textOf(complianceMarkdown(view), { ...SCANNED, endpoints: [] })).to.match(
        /\n## Endpoints\n\n$/,
      )
    })
  })
}

describe('PCI DSS 12.3.3', () => {
  it('counts each protocol with each suite, newest protocol first', async () => {
    const tokens = readMarkdown(await textOf(complianceMarkdown(PCI_DSS), SCANNED))
    const [table] = tokens.filter((token) => token.type === 'table') as Tokens.Table[]
    const rows = table?.rows.map((row) => row.map(({ text }) => text)) ?? []
    expect(rows[0]?.slice(0, 3)).to.deep.equal(['TLS 1.3', 'TLS_AES_256_GCM_SHA384', '6'])
    expect(rows.at(-1)?.slice(0, 3)).to.deep.equal(['HTTP without TLS', 'none', '1'])
    expect(rows.find(([protocol]) => protocol === 'TLS 1.0')?.[3]).to.match(/^deprecated/)
  })

  it('has the date of the next review, and the response to a weakness', async () => {
    const without = await textOf(complianceMarkdown(PCI_DSS), SCANNED)
    expect(without).to.include('**Review due**: 2028-01-01').and.include('**Response plan**: unknown')
    const withPlan = await textOf(complianceMarkdown(PCI_DSS), SCANNED, { plan: PLAN })
    expect(withPlan).to.include(`**Response plan**: migration plan of ${PLAN.asOf}`)
    const row = await rowsOf(PCI_DSS)
    expect(row('crm')['Response']).to.match(/^key-exchange: open, /)
    expect(row('warehouse')['Key exchange']).to.equal('DHE 1024, RSA 1024')
  })
})

describe('the inventory of cryptographic systems', () => {
  it('distinguishes what a quantum computer breaks, what it does not break, and what is unknown', async () => {
    const row = await rowsOf(CRYPTO_INVENTORY)
    const breaks = (name: string) => [
      row(name)['Key establishment broken by a quantum computer'],
      row(name)['Signatures forged by a quantum computer'],
    ]
    expect(breaks('crm')).to.deep.equal(['yes', 'yes'])
    expect(breaks('source-code')[0]).to.equal('no')
    expect(breaks('source-code')[1]).to.match(/^no for clients .*; yes for the others/)
    expect(breaks('mail')[0]).to.match(/^no for post-quantum clients; yes for classical clients/)
    expect(breaks('tickets')[0]).to.equal('not encrypted')
    expect(breaks('')).to.deep.equal(['unknown', 'unknown'])
    for (const title of ['FISMA system identifier', 'FIPS 199 category', 'High value asset'])
      expect(row('crm')[title]).to.equal('unknown')
  })
})

describe('evidence of encryption in transit', () => {
  it('says what is encrypted, what is not, and what is unknown', async () => {
    const text = await textOf(complianceMarkdown(EVIDENCE), SCANNED)
    expect(text).to.include('**Encrypted in transit**: 6 of 9 endpoints; 1 in plaintext, 2 unknown')
    const row = await rowsOf(EVIDENCE)
    expect(row('tickets')['Encrypted in transit']).to.equal('NO')
    expect(row('crm')['Encrypted in transit']).to.equal('yes (classical)')
    expect(row('')['Encrypted in transit']).to.equal('unknown')
  })
})
