import type { Plan, PlanItem, Wave } from '../model/plan.ts'
import { WAITING } from './schedule.ts'

export const summaryOf = (waves: readonly Wave[], endpoints: number): Plan['summary'] => {
  const items = waves.flatMap((wave) => wave.items)
  const last = waves.filter(({ name }) => name !== WAITING).at(-1)
  const open = items.filter(({ status }) => status !== 'done')
  return {
    endpoints,
    items: items.length,
    done: items.length - open.length,
    blocked: count(open, ({ status }) => status !== 'open'),
    overdue: count(open, ({ deadline }) => deadline.overdue),
    late: count(open, ({ late }) => late),
    quickWins: count(open, ({ quickWin }) => quickWin),
    effortDays: [effort(open, 0), effort(open, 1)],
    ...(last ? { end: last.end } : {}),
  }
}

const count = (items: readonly PlanItem[], holds: (item: PlanItem) => boolean): number =>
  items.reduce((sum, item) => sum + Number(holds(item)), 0)

const effort = (items: readonly PlanItem[], end: 0 | 1): number =>
  items.reduce((total, { effortDays }) => total + effortDays[end], 0)
