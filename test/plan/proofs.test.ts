import { expect } from 'chai'
import type { Plan, PlanItem } from '../../src/model/plan.ts'
import type { Verdict, VerifiedEndpoint } from '../../src/model/verification.ts'
import { proofsOf, recordResults } from '../../src/plan/proofs.ts'
import { inventoryEndpoint } from './endpoints.ts'
import { plan as planned } from './planning.ts'

const AT = '2026-11-22T09:00:00.000Z'
const URL_A = 'https://a.example.com/mcp'
const URL_B = 'https://b.example.com/mcp'

const item = (changes: Partial<PlanItem> = {}): PlanItem => ({
  endpoint: 'a',
  url: URL_A,
  alsoMoves: [],
  rank: 1,
  score: 50,
  why: ['because'],
  track: 'key-exchange',
  action: { kind: 'upgrade-in-place', summary: 'upgrade', steps: [] },
  deadline: { date: '2030-01-01', mandate: 'mosca', clause: 'by then', source: 'a test', overdue: false },
  effortDays: [1, 2],
  blockedBy: [],
  clientsLeftOut: [],
  verify: `mcp-pqc verify ${URL_A} --require hybrid`,
  status: 'open',
  quickWin: false,
  late: false,
  since: '2026-11-01',
  ...changes,
})

const plan = (...items: PlanItem[]): Plan =>
  ({
    waves: [
      { wave: 0, name: 'Pilot', start: '2026-11-01', end: '2026-11-30', items },
      { wave: 1, name: 'Next', start: '2026-12-01', end: '2026-12-31', items: [item({ endpoint: 'later' })] },
    ],
    summary: { endpoints: 2 },
  }) as unknown as Plan

const result = (verdict: Verdict, changes: Partial<VerifiedEndpoint> = {}): VerifiedEndpoint => ({
  url: URL_A,
  requirement: 'hybrid',
  verdict,
  checks: [
    { id: 'good', title: 'Good', result: 'pass', evidence: 'seen' },
    ...(verdict === 'fail'
      ? [{ id: 'bad', title: 'Bad', result: 'fail' as const, evidence: 'takes x25519' }]
      : []),
  ],
  ...changes,
})

const recordedItem = (found: Plan): PlanItem => found.waves[0]?.items[0] as PlanItem

describe('proofs of a plan', () => {
  it('cover every endpoint of a listener once, by the requirement of its item', () => {
    const moving = item({ alsoMoves: [{ endpoint: 'b', url: URL_B }] })
    const strict = item({
      track: 'authentication',
      verify: `mcp-pqc verify ${URL_A} --require pqc-signatures`,
    })
    expect(proofsOf([moving, moving, strict])).to.deep.equal([
      { url: URL_A, requirement: 'hybrid', mandates: [] },
      { url: URL_B, requirement: 'hybrid', mandates: [] },
      { url: URL_A, requirement: 'pqc-signatures', mandates: [] },
    ])
  })

  it('read the requirement from the command, not from the URL', () => {
    const asked = (verify: string) => proofsOf([item({ track: 'authentication', verify })])[0]
    expect(
      asked(`mcp-pqc verify ${URL_A} --require pqc --mandate cnsa-2.0 --mandate made-up`),
    ).to.deep.include({
      requirement: 'pqc',
      mandates: ['cnsa-2.0'],
    })
    expect(asked(`mcp-pqc verify ${URL_A}`)).to.deep.include({ requirement: 'hybrid', mandates: [] })
    expect(asked('mcp-pqc verify https://a/--mandate=cnsa-2.0--require=pqc')).to.deep.include({
      requirement: 'hybrid',
      mandates: [],
    })
  })

  it('use https for an endpoint that spoke plain HTTP', () => {
    const [found] = planned([
      inventoryEndpoint({ url: 'http://a.example.com:8080/mcp', category: 'plaintext' }),
    ]).waves.flatMap(({ items }) => proofsOf(items))
    expect(found?.url).to.equal('https://a.example.com:8080/mcp')
  })

  it('name only mandates that name algorithms', () => {
    const commands = (mandates: string[]) =>
      planned([inventoryEndpoint({ category: 'classical' })], { mandates }).waves.flatMap(({ items }) =>
        items.map(({ verify }) => verify),
      )
    expect(commands(['nist-ir-8547', 'cnsa-2.0']).join()).to.match(/--require pqc --mandate cnsa-2\.0/)
    expect(commands(['nist-ir-8547', 'cnsa-2.0']).join()).not.to.include('nist')
    expect(commands(['nist-ir-8547']).join()).not.to.include('--mandate')
  })

  it('do not close an item with a verification without its mandate', () => {
    const strict = item({ verify: `mcp-pqc verify ${URL_A} --require pqc --mandate cnsa-2.0` })
    const recorded = (mandates: string[] | undefined) =>
      recordedItem(
        recordResults(
          plan(strict),
          0,
          [result('pass', { requirement: 'pqc', ...(mandates ? { mandates } : {}) })],
          AT,
        ),
      )
    expect(recorded(undefined).status).to.equal('open')
    expect(recorded(['cnsa-2.0']).status).to.equal('done')
  })

  it('leave out items that another command proves', () =>
    expect(proofsOf([item({ verify: 'mcp-pqc scan x' })])).to.deep.equal([]))

  it('close an item whose endpoints all pass, and only in the wave', () => {
    const done = recordResults(plan(item()), 0, [result('pass')], AT)
    expect(recordedItem(done)).to.deep.include({
      status: 'done',
      doneOn: '2026-11-22',
      verification: { verdict: 'pass', at: AT, reasons: [] },
    })
    expect(done.waves[1]?.items[0]?.status).to.equal('open')
    expect(done.summary).to.include({ items: 2, done: 1 })
  })

  it('leave an item as it is that another command proves', () => {
    const other = item({ verify: 'mcp-pqc scan x' })
    expect(recordedItem(recordResults(plan(other), 0, [result('pass')], AT))).to.deep.equal(other)
  })

  it('tell an incomplete verification from one that passes or fails', () => {
    const moving = item({ alsoMoves: [{ endpoint: 'b', url: URL_B }] })
    const recorded = (verdict: Verdict) => {
      const results = [result('pass'), result(verdict, { url: URL_B })]
      const { status, verification } = recordedItem(recordResults(plan(moving), 0, results, AT))
      return [status, verification?.verdict]
    }
    expect(recorded('pass')).to.deep.equal(['done', 'pass'])
    expect(recorded('incomplete')).to.deep.equal(['open', 'incomplete'])
    expect(recorded('fail')).to.deep.equal(['open', 'fail'])
  })

  it('say why it is not done', () => {
    const failed = recordedItem(recordResults(plan(item()), 0, [result('fail')], AT))
    expect(failed.status).to.equal('open')
    expect(failed.verification?.reasons).to.deep.equal([`${URL_A}: Bad: takes x25519`])
  })

  it('do not close an item if one endpoint fails or was not verified', () => {
    const moving = item({ alsoMoves: [{ endpoint: 'b', url: URL_B }] })
    const one = recordResults(plan(moving), 0, [result('pass')], AT)
    expect(recordedItem(one)).to.deep.equal(moving)
    const mixed = recordResults(plan(moving), 0, [result('pass'), result('fail', { url: URL_B })], AT)
    expect(recordedItem(mixed).status).to.equal('open')
  })

  it('reopen a done item that fails, but not one that could not be verified', () => {
    const done = item({ status: 'done', doneOn: '2026-11-10' })
    const failed = recordedItem(recordResults(plan(done), 0, [result('fail')], AT))
    expect(failed.status).to.equal('open')
    expect(failed).not.to.have.property('doneOn')
    const unreached = recordedItem(recordResults(plan(done), 0, [result('incomplete')], AT))
    expect(unreached).to.include({ status: 'done', doneOn: '2026-11-10' })
  })

  it('keep a waiting item waiting until it passes', () => {
    const waiting = item({ status: 'waiting-on-vendor' })
    expect(recordedItem(recordResults(plan(waiting), 0, [result('fail')], AT)).status).to.equal(
      'waiting-on-vendor',
    )
    expect(recordedItem(recordResults(plan(waiting), 0, [result('pass')], AT)).status).to.equal('done')
  })
})
