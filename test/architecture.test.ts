import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { MAY_IMPORT } from './architecture/rooms.ts'
import { findings, RULES, type RuleName, type SourceFile } from './architecture/rules.ts'

const REPOSITORY = new URL('../', import.meta.url).pathname
const RULE_NAMES = Object.keys(RULES) as RuleName[]

/** One file that breaks each rule, in each way that the rule knows. A rule that finds nothing here guards nothing. */
const BREACHES: Record<RuleName, SourceFile[]> = {
  'every top-level room of src is one that the design names': [
    { path: 'src/engine/run.ts', text: '' },
    { path: 'src/index.ts', text: '' },
  ],
  'a room imports only the rooms it may': [
    { path: 'commands/scan.ts', text: `import { NAMED_GROUPS } from '../src/registry/namedGroups.ts'` },
    { path: 'commands/scan.ts', text: `import { probe } from '../src/probe/probe.ts'` },
    { path: 'commands/scan.ts', text: `import { State } from '../src/model/state.ts'` },
    { path: 'src/probe/tls.ts', text: `import type { Assessment } from '../assess/assess.ts'` },
    { path: 'src/assess/risk.ts', text: `export { connect } from '../probe/connect.ts'` },
    { path: 'src/plan/waves.ts', text: `export * from '../probe/endpoint.ts'` },
    { path: 'src/report/csv.ts', text: `type Scan = import('../scan.ts').Scan` },
    { path: 'src/tls/reader.ts', text: `import { State } from '../model/state.ts'` },
    { path: 'src/gateway/server.ts', text: `const { connect } = await import('../probe/connect.ts')` },
    { path: 'src/probe/tls.ts', text: `import '../gateway/server.ts'` },
    { path: 'src/scan.ts', text: `import { main } from './cli/main.ts'` },
    {
      path: 'src/registry/mandates.ts',
      text: `import pjson from '../../package.json' with { type: 'json' }`,
    },
  ],
  'an import names its module in the source': [
    { path: 'src/lab/fleet.ts', text: 'await import(name)' },
    { path: 'src/lab/fleet.ts', text: `process.getBuiltinModule('net')` },
  ],
  'only src/cli and commands import oclif': [
    { path: 'src/scan.ts', text: `import { ux } from '@oclif/core'` },
    { path: 'src/report/table.ts', text: `import { ux } from '@oclif/core/ux'` },
  ],
  'only src/cli prints': [
    { path: 'src/scan.ts', text: `console.log('found')` },
    { path: 'src/probe/tls.ts', text: `process.stderr.write('…')` },
    { path: 'src/probe/tls.ts', text: `import { stdout } from 'node:process'` },
  ],
  'a pure room has no input or output': [
    { path: 'src/tls/record.ts', text: `import { connect } from 'node:net'` },
    { path: 'src/tls/record.ts', text: `import { connect } from 'node:tls'` },
    { path: 'src/report/json.ts', text: `import { writeFile } from 'node:fs/promises'` },
    { path: 'src/assess/risk.ts', text: `import { request } from 'undici'` },
  ],
  'a pure room has no clock or randomness': [
    { path: 'src/tls/record.ts', text: 'Date.now()' },
    { path: 'src/tls/record.ts', text: 'performance.now()' },
    { path: 'src/tls/record.ts', text: 'Math.random()' },
    { path: 'src/tls/record.ts', text: `import { randomBytes } from 'node:crypto'` },
    { path: 'src/plan/waves.ts', text: 'const today = new Date()' },
  ],
  'src/tls uses node:crypto for hashes, HMAC and AEAD only, and no package': [
    { path: 'src/tls/keys.ts', text: `import { diffieHellman } from 'node:crypto'` },
    { path: 'src/tls/keys.ts', text: `import * as crypto from 'node:crypto'` },
    { path: 'src/tls/keys.ts', text: `import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'` },
  ],
  'a code point is a literal in src/registry and src/tls only': [
    { path: 'src/probe/groups.ts', text: 'const hybrid = 0x11ec' },
    { path: 'commands/scan.ts', text: 'const hybrid = 0x11EC' },
  ],
  'no file is a drawer': [
    { path: 'src/probe/utils.ts', text: '' },
    { path: 'src/probe/helpers.ts', text: '' },
    { path: 'src/model/types.ts', text: '' },
  ],
}

/** Close to a breach, and none. */
const ALLOWED: SourceFile[] = [
  { path: 'commands/scan.ts', text: `import type { Inventory } from '../src/model/inventory.ts'` },
  { path: 'commands/scan.ts', text: `import { scan } from '../src/scan.ts'` },
  { path: 'src/cli/main.ts', text: `import { run } from '@oclif/core'\nconsole.error('…')` },
  { path: 'src/tls/keys.ts', text: `import { type CipherGCMTypes, createHmac } from 'node:crypto'` },
  { path: 'src/tls/record.ts', text: 'const TLS12 = 0x0303 // Date.now() is an argument' },
  { path: 'src/plan/waves.ts', text: `const day = new Date('2030-01-01')` },
  { path: 'src/discover/range.ts', text: 'const low = value & 0xffff' },
  { path: 'src/registry/mandates.ts', text: `import rows from './mandates.json' with { type: 'json' }` },
  { path: 'src/lab/fleet.ts', text: 'child.stdout.resume()' },
]

describe('architecture', () => {
  const house = globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: REPOSITORY }).map((path) => ({
    path,
    text: readFileSync(REPOSITORY + path, 'utf8'),
  }))

  it('looks at the whole house', () => {
    expect(house.map(({ path }) => path)).to.include.members(['src/model/state.ts', 'src/tls/reader.ts'])
  })

  it('is what docs/architecture.md says', () => {
    const page = readFileSync(`${REPOSITORY}docs/architecture.md`, 'utf8')
    const rows = page.matchAll(/^\| `(?:src\/)?([a-z]+)(?:\/|\.ts)` \|.*\| ([^|]*) \|$/gm)
    const table = [...rows].map(([, room, mayImport = '']) => [room, roomNames(mayImport).toSorted()])
    const rights = Object.entries({ bin: ['cli'], ...MAY_IMPORT })
    expect(Object.fromEntries(table)).to.deep.equal(
      Object.fromEntries(rights.map(([room, names]) => [room, names.toSorted()])),
    )
  })

  for (const rule of RULE_NAMES) {
    describe(rule, () => {
      it('holds', () => expect(house.flatMap((file) => findings(rule, file))).to.deep.equal([]))

      for (const breach of BREACHES[rule]) {
        it(`sees the breach in ${breach.path}: ${breach.text || 'its name'}`, () =>
          expect(findings(rule, breach)).to.not.be.empty)
      }

      it('lets pass what is close to a breach', () =>
        expect(ALLOWED.flatMap((file) => findings(rule, file))).to.deep.equal([]))
    })
  }
})

/** "`cli`, `scan`; types of `model`" → cli, scan, type model. */
function roomNames(cell: string): string[] {
  const [values = '', types = ''] = cell.split('types of')
  const names = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  return [...names(values), ...names(types).map((name) => `type ${name}`)]
}
