import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { compareEndpoints } from '../../src/assess/compare/compareEndpoints.ts'
import { uncovered } from '../../src/assess/findings/findings.ts'
import { parseGates } from '../../src/assess/gates.ts'
import { assessRisk } from '../../src/assess/risk.ts'
import type { Finding } from '../../src/model/assessment.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { sshOf } from '../../src/model/questions/tls.ts'
import { needsOf } from '../../src/plan/needs.ts'
import { FINDINGS } from '../../src/registry/findings.ts'
import { policyOf } from '../../src/registry/mandates/mandates.ts'
import { nextStep } from '../../src/report/inventory/findings.ts'
import { results } from '../../src/report/inventory/sarif/findings.ts'
import { byFindings, findingsOfCheck } from '../../src/verify/check.ts'
import { ENDPOINT, NOW } from '../facts.ts'
import { CASES, type Case } from './findingCases.ts'

const endpointOf = (one: Case): InventoryEndpoint => {
  const seen = Array.isArray(one) ? { addresses: one } : one
  const endpoint = { ...ENDPOINT, ...seen }
  return { ...endpoint, assessment: assess({ ...seen, endpoint }, NOW) }
}

const PAGE = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')

/** The first case that shows a finding, and that finding. */
const shownBy = (id: string): { endpoint: InventoryEndpoint; finding: Finding } => {
  for (const endpoint of CASES[id]?.yes.map(endpointOf) ?? []) {
    const finding = uncovered(endpoint.assessment.findings).find((one) => one.id === id)
    if (finding) return { endpoint, finding }
  }
  throw new Error(`no case shows ${id}`)
}

/** The endpoint with no other finding. */
const alone = ({ endpoint, finding }: ReturnType<typeof shownBy>): InventoryEndpoint => ({
  ...endpoint,
  assessment: { ...endpoint.assessment, findings: [finding], undetermined: [] },
})

const scoreOf = (findings: Finding[], isUnknown = false) =>
  assessRisk({
    findings,
    undetermined: [],
    keyExchange: {
      category: isUnknown ? 'unknown' : 'pqc',
      clientsGet: 'pqc',
      classicalAccepted: false,
      reasons: [],
    },
    authentication: { category: 'pqc', reasons: [] },
    sensitivity: { tier: 'critical', classes: [], shelfLifeYears: [5, 10], access: 'read' },
    addresses: [],
    credentialsInTransit: false,
  })

describe('a row of the catalogue acts in everything that it names:', () => {
  for (const row of FINDINGS) {
    const { id, side, risk, gates = [], sarif, need, verify, next, aged } = row
    describe(id, () => {
      const seen = shownBy(id)

      if (risk)
        it('the risk', () => {
          const { score, drivers } = scoreOf([seen.finding], side === 'unknown')
          expect(score).to.be.greaterThan(scoreOf([]).score)
          expect(drivers).to.include(risk.driver)
          const weight = `${risk.weight}${'quantum' in risk ? '·u' : ''}`
          expect(PAGE).to.include(`\n| [\`${id}\`](#${id}) | ${weight} | ${risk.reason} |\n`)
        })

      it('the conditions of --fail-on', () => {
        for (const name of [id, ...gates])
          expect(parseGates([name])[0]?.fails(seen.endpoint), name).to.equal(true)
      })

      it('SARIF', () => {
        const found = results(seen.endpoint).find(({ rule }) => rule.id === id)
        expect(found?.level).to.equal(sarif.level ?? seen.finding.level)
        expect(found?.message).to.include(seen.finding.evidence)
      })

      if (next)
        it('the next step', () => {
          const text = sshOf(seen.endpoint).length > 0 ? (row.nextSsh ?? next) : next
          expect(nextStep(alone(seen))).to.equal(text.replace('{url}', seen.endpoint.url))
        })

      if (need)
        it('the plan', () => {
          const [found, ...others] = needsOf(alone(seen), policyOf([]))
          expect(found).to.include({ kind: need.kind, why: seen.finding.evidence })
          expect(found?.rows).to.deep.equal([row])
          expect(others).to.deep.equal([])
        })

      if (verify)
        it('verify', () =>
          expect(byFindings(alone(seen), findingsOfCheck(verify.check))?.result).to.equal(verify.result))

      if (side !== 'unknown' && !aged)
        it('diff', () => {
          const after = { endpoint: seen.endpoint, day: NOW }
          const worse = CASES[id]?.no.map((one) =>
            compareEndpoints({ endpoint: endpointOf(one), day: NOW }, after).changes.some(
              ({ kind, direction, finding }) =>
                finding === id || (kind !== 'finding' && direction === 'worse'),
            ),
          )
          expect(worse).to.include(true)
        })
    })
  }

  it('every rule of SARIF has a number of its own', () => {
    const ids = FINDINGS.map(({ sarif }) => sarif.id)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('covers only rows that exist', () => {
    for (const { covers = [] } of FINDINGS)
      expect(FINDINGS.map(({ id }) => id)).to.include.members([...covers])
  })
})
