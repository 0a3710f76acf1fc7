import { expect } from 'chai'
import { gantt } from '../../../src/report/html/charts/gantt.ts'

const DAY = 86_400_000
const NAMES = { 360: 110, 800: 220 }

describe('the timeline of a plan', () => {
  for (const [width, names] of Object.entries(NAMES).map(([key, value]) => [Number(key), value] as const)) {
    it(`writes no label over a name, ${width} wide`, () => {
      const whole = { name: 'Waiting for others', start: 0, end: 200 * DAY, done: 0, label: '12 steps' }
      const late = { name: 'Wave 9', start: 190 * DAY, end: 200 * DAY, done: 0, label: '3 steps' }
      const { content } = gantt([whole, late], { at: 0, name: 'plan made' }, width)
      for (const label of [whole.label, late.label]) {
        const [text = ''] = content.match(new RegExp(`<text[^>]*>${label}</text>`)) ?? []
        const x = Number(/translate\(([\d.]+)/.exec(text)?.[1] ?? / x="([\d.]+)"/.exec(text)?.[1])
        const size = label.length * 13 * 0.55
        const begin = text.includes('text-anchor="end"') ? x - size : x
        expect(begin, text).to.be.at.least(names)
        expect(begin + size, text).to.be.at.most(width)
      }
    })
  }
})
