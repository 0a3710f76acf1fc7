import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Diff, type EndpointDiff } from '../../src/model/diff.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { diffMarkdown } from '../../src/report/diff/markdown.ts'
import { LISTED, shownOf } from '../../src/report/diff/parts.ts'
import { diffText } from '../../src/report/diff/text.ts'
import { openStore } from '../../src/store/sqlite/sqliteStore.ts'
import { runHere } from '../cli/program.ts'
import { groups, summarize, tlsAddress, tlsFacts } from '../facts.ts'
import { endpoint, INVENTORY } from '../report/inventory.ts'
import { newScan, numbered } from '../store/storing.ts'

const upgraded = (one: InventoryEndpoint): InventoryEndpoint => {
  const { id, url } = one
  return endpoint([tlsAddress(tlsFacts({ groups: groups(['X25519MLKEM768']) }))], { id, url })
}

const BEFORE = [1, 2, 3].map((number) => numbered(number))
const AFTER = [numbered(1), upgraded(numbered(2)), numbered(4)]

describe('diff', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-diff-'))
    path = join(folder, 'scans.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const keep = async (endpoints: InventoryEndpoint[]): Promise<string> => {
    const store = await openStore(path, 'write')
    const writer = await store.begin(newScan())
    await writer.put(endpoints)
    await writer.end('finished')
    await store.close()
    return writer.id
  }
  const file = (name: string, endpoints: InventoryEndpoint[], interrupted = false): string => {
    const summary = summarize(endpoints, { silentAddresses: 0, interrupted })
    writeFileSync(join(folder, name), JSON.stringify({ ...INVENTORY, endpoints, summary }))
    return join(folder, name)
  }
  const diff = (...words: string[]) => runHere(['diff', ...words, '--store', path])

  it('compares scans that are kept, and files, with the same result', async () => {
    const [a, b] = [await keep(BEFORE), await keep(AFTER)]
    const kept = Diff.parse(JSON.parse((await diff('previous', 'latest', '--json')).stdout))
    expect(kept.summary.verdicts).to.include({ better: 1, new: 1, gone: 1, worse: 0 })
    expect(kept.before.name).to.equal(a)
    const mixed = await diff(file('a.json', BEFORE), b.slice(0, 6), '--json')
    expect(JSON.parse(mixed.stdout).endpoints).to.deep.equal(kept.endpoints)
  })

  it('fails a gate with 1 and says which', async () => {
    const [a, b] = [file('a.json', BEFORE), file('b.json', AFTER)]
    const fine = await diff(a, b, '--fail-on', 'worse')
    expect({ code: fine.code, stderr: fine.stderr }).to.deep.equal({ code: 0, stderr: '' })
    expect(fine.stdout).to.match(/Better \(1\)[\s\S]*1 new, 1 gone, 1 better, 1 unchanged/)
    const worse = await diff(b, a, '--fail-on', 'worse', '--fail-on', 'new')
    expect({ code: worse.code, stderr: worse.stderr }).to.deep.equal({
      code: 1,
      stderr: '--fail-on worse: 1\n--fail-on new: 1\n',
    })
  })

  it('does not pass a gate that cannot be decided', async () => {
    const asked = numbered(1)
    // The second scan does not ask for TLS 1.0, and is interrupted before the second endpoint.
    const untested = structuredClone(asked)
    for (const { tls } of untested.addresses) if (tls) tls.versions['TLS 1.0'] = { state: 'not-tested' }
    const [a, b] = [file('a.json', [asked, numbered(2)]), file('b.json', [untested], true)]
    const gates = ['--fail-on', 'worse', '--fail-on', 'tools', '--fail-on', 'gone']
    const text = await diff(a, b, ...gates)
    expect({ code: text.code, stderr: text.stderr.split('\n') }).to.deep.equal({
      code: 1,
      stderr: [
        '--fail-on worse: gate-undecided for 2, first https://host-1.example/mcp: obsolete-version is undetermined: TLS 1.0 not tested',
        '--fail-on tools: gate-undecided for 1, first https://host-2.example/mcp: the second scan did not reach it',
        '--fail-on gone: gate-undecided for 1, first https://host-2.example/mcp: one of the scans did not see it',
        '',
      ],
    })
    const { gates: results } = Diff.parse(JSON.parse((await diff(a, b, ...gates, '--json')).stdout)).summary
    expect(
      results?.map(({ name, failed, undecided, reason }) => ({ name, failed, undecided, reason })),
    ).to.deep.equal([
      { name: 'worse', failed: 0, undecided: 2, reason: 'gate-undecided' },
      { name: 'tools', failed: 0, undecided: 1, reason: 'gate-undecided' },
      { name: 'gone', failed: 0, undecided: 1, reason: 'gate-undecided' },
    ])
  })

  it('writes Markdown and JSON to a file', async () => {
    const [a, b] = [file('a.json', BEFORE), file('b.json', AFTER)]
    const output = join(folder, 'out')
    await diff(a, b, '--format', 'markdown', '-o', output)
    expect(readFileSync(output, 'utf8')).to.match(/^# What changed\n[\s\S]*## Better \(1\)/)
    const { stdout } = await diff(a, b, '--json', '-o', output)
    expect(stdout).to.equal('')
    expect(Diff.parse(JSON.parse(readFileSync(output, 'utf8'))).summary.unchanged).to.equal(1)
  })

  it('is an error document where a scan is not there', async () => {
    const { code, stdout } = await diff('latest', 'previous', '--json')
    expect([code, JSON.parse(stdout).error.code]).to.deep.equal([2, 'STORE_MISSING'])
  })

  describe('as text', () => {
    const side = {
      name: 'x',
      startedAt: '2027-01-01T00:00:00Z',
      finishedAt: '',
      tool: INVENTORY.tool,
      endpoints: 1,
      interrupted: true,
    }
    const HOSTILE = '\u001b[31m</td><script>*_[x](javascript:1) @all\u202e\n# x'
    const one = (url: string): EndpointDiff => ({
      id: 'a',
      url,
      verdict: 'worse',
      changes: [{ kind: 'tools', direction: 'neither', before: HOSTILE, after: HOSTILE, details: [HOSTILE] }],
    })
    const report = async (count: number) => ({
      before: side,
      after: side,
      summary: {
        unchanged: 0,
        verdicts: { worse: count, new: 0, gone: 0, 'not-seen': 0, better: 0, changed: 0 },
        changes: {},
      },
      shown: await shownOf(
        (async function* () {
          for (let i = 0; i < count; i++) yield one(`https://a/${HOSTILE}`)
        })(),
      ),
    })

    it('lists a hundred of each kind, and says how many there are more', async () => {
      const text = diffText({ width: 120 })(await report(LISTED + 5))
      expect(text).to.include('and 5 more')
      expect(text.split('\n').length).to.be.below(LISTED * 8)
    })

    it('is inert, whatever a server calls its tools', async () => {
      const [text, markdown] = [diffText({ width: 120 })(await report(1)), diffMarkdown(await report(1))]
      for (const shown of [text, markdown])
        expect(shown)
          .to.not.match(/[\p{Cf}]|^#+ x/mu)
          .and.not.include('\u001b')
      expect(markdown.replace(/`[^`]*`/g, '')).to.not.match(/<script|(?<!\\)\]\(|@all/)
    })
  })
})
