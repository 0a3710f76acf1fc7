import { expect } from 'chai'
import type { Timings, VerifiedEndpoint } from '../../../src/model/verification.ts'
import { verifyChartsSvg } from '../../../src/report/verify/chartSvg.ts'
import { readXml } from '../readers.ts'

const q = (p50: number) => ({ p50, p95: p50 * 2, p99: p50 * 2.5, min: p50 / 2, max: p50 * 3 })

const TIMINGS: Timings = {
  samples: 20,
  groups: { classical: 'x25519', hybrid: 'X25519MLKEM768' },
  connect: q(0.2),
  firstAnswer: { classical: q(0.6), hybrid: q(0.7) },
  handshake: {
    classical: q(1),
    hybrid: q(1.2),
    overheadMs: 0.2,
    interval: [0.1, 0.3],
    insideNoise: false,
  },
  bytes: { classical: { sent: 297, received: 932 }, hybrid: { sent: 1473, received: 2008 } },
  segmentsAtMss1460: { classical: { sent: 2, received: 1 }, hybrid: { sent: 2, received: 2 } },
  notes: [],
}

const endpoint = (name: string, timings?: Timings): VerifiedEndpoint => ({
  url: `https://${name}/mcp?a=1&b=2`,
  requirement: 'hybrid',
  verdict: 'pass',
  checks: [],
  ...(timings ? { timings } : {}),
})

const chartOf = (timings: Timings): string => verifyChartsSvg([endpoint('a', timings)])

const numbersOf = (svg: string, pattern: RegExp): number[] =>
  [...svg.matchAll(pattern)].map(([, number]) => Number(number))

/** Where the medians are drawn, in pixels from the start of the scale. */
const medians = (svg: string): number[] => numbersOf(svg, /<circle cx="([\d.]+)"/g).map((x) => x - 200)

describe('verifyChartsSvg', () => {
  it('is well-formed, and says in words what it shows', () => {
    const svg = chartOf(TIMINGS)
    expect(readXml(svg).name).to.equal('svg')
    expect(svg).to.include('x25519: median 1.00, p95 2.00, p99 2.50; X25519MLKEM768: median 1.20')
    expect(svg).to.include('Post-quantum key exchange costs +0.20 ms')
  })

  it('has one scale: twice the time, twice as far', () => {
    const [classical = 0, hybrid = 0, hello = 0] = medians(chartOf(TIMINGS))
    expect(hybrid / classical).to.be.closeTo(1.2, 0.01)
    expect(hello / classical).to.be.closeTo(0.6, 0.01)
  })

  it('stays inside of its width, whatever was measured', () => {
    for (const factor of [1e-4, 0.03, 1, 77, 12_345]) {
      const timings = { ...TIMINGS, handshake: { classical: q(factor), hybrid: q(factor * 3) } }
      const svg = chartOf(timings)
      expect(medians(svg)).to.have.length(4)
      for (const x of numbersOf(svg, /(?:M|L| x=")(-?[\d.]+)[ "]/g)) expect(x).to.be.within(0, 720)
      expect(svg).not.to.match(/NaN|Infinity/)
    }
  })

  it('has one line each without classical timings', () => {
    const { classical: _, ...handshake } = TIMINGS.handshake
    const svg = chartOf({ ...TIMINGS, handshake, groups: { hybrid: 'MLKEM1024' } })
    expect(medians(svg)).to.have.length(2)
    expect(svg).to.include('MLKEM1024').and.not.include('x25519')
  })

  it('names its colours: programs that draw SVG files know no variables of CSS', () => {
    const svg = chartOf(TIMINGS)
    expect(svg).to.not.match(/var\(|currentColor|<style|style="/)
    expect(svg).to.include('fill="#b65400"').and.include('fill="#0d766c"')
  })

  it('lets no markup in', () => {
    const svg = chartOf({ ...TIMINGS, groups: { classical: '<script>', hybrid: '"&' } })
    expect(readXml(svg).name).to.equal('svg')
    expect(svg).not.to.include('<script>')
  })

  it('puts the charts of several endpoints below one another, each under its URL', () => {
    const svg = verifyChartsSvg([endpoint('a', TIMINGS), endpoint('b'), endpoint('c', TIMINGS)])
    expect(svg)
      .to.include('https://a/mcp?a=1&amp;b=2')
      .and.include('https://c/')
      .and.not.include('https://b/')
    expect(numbersOf(svg, /<svg x="16" y="(\d+)"/g)).to.deep.equal([88, 390])
    expect(svg).to.include('viewBox="0 0 720 620"')
    expect(readXml(svg).children.filter(({ name }) => name === 'svg')).to.have.length(2)
    expect(verifyChartsSvg([endpoint('b')])).to.include('No handshakes were timed.')
  })
})
