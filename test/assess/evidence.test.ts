import { assess } from '../../src/assess/assess.ts'
import { ENDPOINT, NOW } from '../facts.ts'
import { expectStored } from '../storedText.ts'
import { CASES, type Case } from './findingCases.ts'

/** What an assessment says of the finding: its evidence, or why it is undetermined. */
const said = (id: string, one: Case): string[] => {
  const seen = Array.isArray(one) ? { addresses: one } : one
  const { findings, undetermined } = assess({ ...seen, endpoint: { ...ENDPOINT, ...seen } }, NOW)
  return [
    ...findings
      .filter((finding) => finding.id === id)
      .map(({ evidence, level, address, coveredBy }) =>
        [`${level}: ${evidence}`, address && `at ${address}`, coveredBy && `covered by ${coveredBy}`]
          .filter(Boolean)
          .join('; '),
      ),
    ...undetermined
      .filter((finding) => finding.id === id)
      .map(({ reason, address }) => `undetermined: ${reason}${address ? `; at ${address}` : ''}`),
  ]
}

/** The two categories, and what they are founded on. */
const judgements = (one: Case): string => {
  const seen = Array.isArray(one) ? { addresses: one } : one
  const { keyExchange, authentication, risk } = assess({ ...seen, endpoint: { ...ENDPOINT, ...seen } }, NOW)
  return [
    `key exchange ${keyExchange.category}, ${keyExchange.preferred}, classical ${keyExchange.classicalAccepted}, clients get ${keyExchange.clientsGet}: ${keyExchange.reasons.join('; ')}`,
    `authentication ${authentication.category}, ${authentication.weakest}: ${authentication.reasons.join('; ')}`,
    `risk ${risk.score}: ${risk.drivers.join('; ')}`,
  ].join('\n')
}

describe('An assessment', () => {
  it('says of every finding, and of what leaves it undetermined, what is stored in evidence.txt', () => {
    const lines = Object.entries(CASES).flatMap(([id, { yes, open }]) => [
      `# ${id}`,
      ...new Set([...yes, ...open].flatMap((one) => said(id, one))),
    ])
    expectStored(new URL('evidence.txt', import.meta.url), lines.join('\n'))
  })

  it('judges every kind of endpoint as stored in judgements.txt', () => {
    const all = Object.values(CASES).flatMap(({ yes, no, open }) => [...yes, ...no, ...open])
    expectStored(new URL('judgements.txt', import.meta.url), [...new Set(all.map(judgements))].join('\n\n'))
  })
})
