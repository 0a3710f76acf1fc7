import { expect } from 'chai'
import { figure, measure, median, parseStat, parseTime } from './bench/harness/measure.ts'
import { parseAccepts } from './bench/harness/nginx.ts'
import { parseVersions } from './bench/harness/peers.ts'
import { asMarkdown, asText } from './bench/harness/row.ts'

/** The figures themselves are no test: what is tested is that they are read as they are written. */
describe('the harness of the benches', () => {
  it('reads what bash, the kernel, nginx and the peers print', () => {
    expect(parseTime('1.234 0.500 0.250\n3\n')).to.deep.equal({ wall: 1.234, cpu: 0.75, exitCode: 3 })
    const stat = `42 (a ) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 ${'0 '.repeat(30)}`
    expect(parseStat(stat)).to.equal(3)
    const status = 'Active connections: 1 \nserver accepts handled requests\n 17 17 40 \nReading: 0'
    expect(parseAccepts(status)).to.equal(17)
    expect(parseVersions('\t\t2.1.5\n\t\tOpenSSL 3.5.7 9 Jun 2026')).to.equal('2.1.5 (OpenSSL 3.5.7)')
    expect(parseVersions('Nmap version 7.93 ( https://nmap.org )')).to.equal('7.93')
  })

  it('measures a command with its children', async () => {
    const { wall, cpu, exitCode } = await measure(['sh', '-c', 'cat >/dev/null; exit 3'], { stdin: 'x' })
    expect(exitCode).to.equal(3)
    expect(wall).to.be.within(0, 10)
    expect(cpu).to.be.within(0, 10)
  })

  it('puts rows with the same columns into one table', () => {
    const rows = [{ a: 1, b: 'x|y' }, { a: 2, b: 'z' }, { other: 3 }]
    expect(asMarkdown(rows)).to.equal(
      '| a | b |\n| --- | --- |\n| 1 | x\\|y |\n| 2 | z |\n\n| other |\n| --- |\n| 3 |',
    )
    expect(asText(rows).split('┌')).to.have.length(3)
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).to.deep.equal([2, 2.5])
    expect([figure(0.123), figure(12.34, 's'), figure(123.4)]).to.deep.equal(['0.12', '12.3 s', '123'])
  })
})
