import { expect } from 'chai'
import type { Plan, PlanItem, Wave } from '../../src/model/plan.ts'
import { changesBetween } from '../../src/plan/changes.ts'
import { inventoryEndpoint } from './endpoints.ts'
import { plan } from './planning.ts'

const BEFORE = plan([inventoryEndpoint({ id: 'a', certificate: null })])
const [WAVE] = BEFORE.waves as [Wave]
const [ITEM] = WAVE.items as [PlanItem]
const TITLE = 'https://a.example/mcp (key-exchange)'
const NO_LEADS = new Map<string, string>()

const wave = (item: Partial<PlanItem>, changes: Partial<Wave> = {}): Wave => ({
  ...WAVE,
  ...changes,
  items: [{ ...ITEM, ...item }],
})

const changes = (before: Wave[], now: Wave[], leads: ReadonlyMap<string, string> = NO_LEADS): string[] =>
  changesBetween({ ...BEFORE, waves: before } satisfies Plan, now, leads)

describe('What changed since the previous plan', () => {
  for (const [name, before, now, expected] of [
    ['nothing', wave({}), wave({}), []],
    [
      'another wave, because of another status',
      wave({}, { name: 'Wave 1' }),
      wave({ status: 'blocked', blockedBy: ['b', 'c'] }, { name: 'Waiting for others', start: '2027-01-01' }),
      [
        'moved from "Wave 1" to "Waiting for others" (2027-01-01) because its status changed to blocked',
        'status changed from open to blocked: b; c',
      ],
    ],
    [
      'another wave, because of another risk',
      wave({ score: 20 }, { name: 'Wave 2' }),
      wave({ score: 40 }, { name: 'Wave 1', start: '2026-12-01' }),
      ['moved from "Wave 2" to "Wave 1" (2026-12-01) because its risk changed', 'risk changed from 20 to 40'],
    ],
    [
      'another day',
      wave({}, { name: 'Wave 1', start: '2026-11-22' }),
      wave({}, { name: 'Wave 1', start: '2026-12-22' }),
      ['moved from "Wave 1" to "Wave 1" (2026-12-22) because other items changed'],
    ],
    [
      'the day of those that wait',
      wave({}, { name: 'Waiting for others', start: '2026-11-22' }),
      wave({}, { name: 'Waiting for others', start: '2026-12-22' }),
      [],
    ],
    [
      'a status that nothing blocks',
      wave({ status: 'blocked' }),
      wave({ status: 'open' }),
      ['status changed from blocked to open'],
    ],
    ['needed again', wave({ status: 'done' }), wave({ status: 'open' }), []],
    ['done', wave({ status: 'open', score: 1, owner: 'a' }), wave({ status: 'done' }), []],
    [
      'another action',
      wave({ action: { ...ITEM.action, summary: 'Wait' } }),
      wave({ action: { ...ITEM.action, summary: 'Act' } }),
      ['action changed from "Wait" to "Act"'],
    ],
    [
      'another deadline',
      wave({}),
      wave({ deadline: { ...ITEM.deadline, date: '2031-01-01', clause: 'Because.', overdue: true } }),
      [`deadline changed from ${ITEM.deadline.date} to 2031-01-01: Because.`],
    ],
    [
      'a deadline that has passed',
      wave({ deadline: { ...ITEM.deadline, overdue: false } }),
      wave({ deadline: { ...ITEM.deadline, overdue: true } }),
      [`deadline ${ITEM.deadline.date} has passed`],
    ],
    ['an owner', wave({}), wave({ owner: 'team' }), ['owner changed from none to team']],
    ['no owner', wave({ owner: 'team' }), wave({}), ['owner changed from team to none']],
  ] satisfies [string, Wave, Wave, string[]][]) {
    it(`is told: ${name}`, () => {
      expect(changes([before], [now])).to.deep.equal(expected.map((text) => `${TITLE}: ${text}`))
    })
  }

  it('is told for a new item with its reason', () => {
    const now = wave({}, { name: 'Wave 1' })
    expect(changes([], [now])).to.deep.equal([`${TITLE}: new, in "Wave 1": ${ITEM.why[1]}`])
    const one = wave({ why: ['Data.'] }, { name: 'Wave 1' })
    expect(changes([], [one])).to.deep.equal([`${TITLE}: new, in "Wave 1": Data.`])
  })

  it('is that of the open item, where one that was done is needed again', () => {
    const [done, open] = [wave({ status: 'done', score: 1 }), wave({ status: 'open', score: 2 })]
    for (const now of [
      [done, open],
      [open, done],
    ])
      expect(changes([wave({ score: 3 })], now)).to.deep.equal([`${TITLE}: risk changed from 3 to 2`])
  })

  it('is that of the listener, whichever endpoint leads', () => {
    const now = wave({ endpoint: 'b', score: 2 })
    expect(changes([wave({ score: 3 })], [now], new Map([['b', 'a']]))).to.deep.equal([
      `${TITLE}: risk changed from 3 to 2`,
    ])
  })
})
