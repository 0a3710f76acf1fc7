import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { MAY_IMPORT } from './architecture/modules.ts'
import { RULES, type RuleName } from './architecture/rules.ts'
import { readSource, type SourceFile } from './architecture/sources.ts'

const REPOSITORY = new URL('../', import.meta.url).pathname
const FOLDERS: RuleName = 'a folder holds at most 16 files side by side'
const RIGHTS: RuleName = 'the table of modules grants only what is used'
const RULE_NAMES = Object.keys(RULES) as RuleName[]

/** Files that break each rule, in each way that the rule knows. A rule that finds nothing here guards nothing. */
const BREACHES: Record<RuleName, (SourceFile | SourceFile[])[]> = {
  'every top-level module of src is one that the design names': [
    { path: 'src/engine/run.ts', text: '' },
    { path: 'src/index.ts', text: '' },
  ],
  'a module imports only the modules it may': [
    { path: 'commands/scan.ts', text: `import { NAMED_GROUPS } from '../src/registry/namedGroups.ts'` },
    { path: 'commands/scan.ts', text: `import { probe } from '../src/probe/probe.ts'` },
    { path: 'commands/scan.ts', text: `import { State } from '../src/model/state.ts'` },
    { path: 'src/discover/registry/http.ts', text: `import { HttpPeer } from '../../probe/http/http.ts'` },
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
  'a pure module has no input or output': [
    { path: 'src/tls/record.ts', text: `import { connect } from 'node:net'` },
    { path: 'src/tls/record.ts', text: `import { connect } from 'node:tls'` },
    { path: 'src/report/json.ts', text: `import { writeFile } from 'node:fs/promises'` },
    { path: 'src/assess/risk.ts', text: `import { request } from 'undici'` },
  ],
  'only the gatekeeper resolves names and opens connections to other hosts': [
    { path: 'src/probe/oauth/fetch.ts', text: `import { lookup } from 'node:dns/promises'` },
    { path: 'src/probe/tls/tls.ts', text: `import { connect } from 'node:net'` },
    { path: 'src/verify/subject.ts', text: `import { Socket } from 'node:net'` },
    { path: 'src/verify/subject.ts', text: `import * as net from 'node:net'` },
    { path: 'src/verify/subject.ts', text: `import net from 'node:net'` },
    { path: 'src/verify/subject.ts', text: `import tls from 'node:tls'` },
    { path: 'src/scan/begin.ts', text: `import { get } from 'node:https'` },
    { path: 'src/probe/tls/tls.ts', text: `const { connect } = await import('node:net')` },
    {
      path: 'src/probe/tls/tls.ts',
      text: `import { connect as dial } from 'node:tls'\ndial({ host, socket })`,
    },
    { path: 'src/probe/tls/tls.ts', text: `import { connect } from 'node:tls'\nconnect(443, host)` },
    { path: 'src/discover/registry/http.ts', text: 'await fetch(url)' },
    { path: 'src/discover/registry/http.ts', text: 'new Pool(origin, { connections: 2 })' },
  ],
  'a pure module has no clock or randomness': [
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
  'no file is a catch-all': [
    { path: 'src/probe/utils.ts', text: '' },
    { path: 'src/probe/helpers.ts', text: '' },
    { path: 'src/model/types.ts', text: '' },
  ],
  'a folder holds at most 16 files side by side': [folder(17)],
  'a file of src has at most 300 lines': [{ path: 'src/tls/handshake.ts', text: '\n'.repeat(301) }],
  'a command has at most 120 lines': [{ path: 'commands/history/prune.ts', text: '\n'.repeat(121) }],
  'src/scan.ts has fewer than 90 lines': [{ path: 'src/scan.ts', text: '\n'.repeat(90) }],
  'imports do not form a cycle': [
    [
      { path: 'src/tls/reader.ts', text: `import type { Hello } from './hello.ts'` },
      { path: 'src/tls/hello.ts', text: `import { read } from './record.ts'` },
      { path: 'src/tls/record.ts', text: `const read = () => import('./reader.ts')` },
    ],
    { path: 'src/tls/reader.ts', text: `import { read } from './reader.ts'` },
  ],
  'the table of modules grants only what is used': [
    {
      path: 'src/net/limiter.ts',
      text: `import { NAMED_GROUPS } from '../../registry/tls/groups/namedGroups.ts'`,
    },
  ],
  'a command starts without zod, X.509, SQLite, YAML, undici, echarts and the SDK of MCP': [
    { path: 'src/registry/ports.ts', text: `import { z } from 'zod'` },
    { path: 'src/model/pem.ts', text: `import { X509Certificate } from '@peculiar/x509'` },
    [
      { path: 'commands/plan.ts', text: `import { plan } from '../src/plan/plan.ts'` },
      { path: 'src/plan/plan.ts', text: `export * from './waves.ts'` },
      { path: 'src/plan/waves.ts', text: `import { type z } from 'zod'` },
    ],
  ],
}

/** Close to a breach of a rule, but allowed. */
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
  { path: 'src/net/gatekeeper.ts', text: `import { connect } from 'node:net'` },
  {
    path: 'src/probe/tls/tls.ts',
    text: `import { connect } from 'node:tls'\nconnect({ socket, servername })`,
  },
  { path: 'src/verify/relay.ts', text: `import { createServer, isIP, type Socket } from 'node:net'` },
  { path: 'src/gateway/client/dial.ts', text: `import { connect } from 'node:net'` },
  {
    path: 'src/discover/registry/http.ts',
    text: 'new Client(origin, { connect: (_, done) => done(null, socket) })',
  },
  { path: 'src/discover/discover.ts', text: `import { Gatekeeper } from '../net/gatekeeper.ts'` },
  { path: 'src/scan.ts', text: '\n'.repeat(89) },
  { path: 'commands/connect.ts', text: '\n'.repeat(120) },
  { path: 'src/store/sqlite/resume.ts', text: '\n'.repeat(300) },
  { path: 'src/ssh/kexInit.ts', text: `import '../tls/reader.ts'` },
  { path: 'commands/diff.ts', text: `import type { z } from 'zod'\nconst read = () => import('yaml')` },
  ...folder(16),
]

describe('architecture', () => {
  const read = (pattern: string[]) =>
    globSync(pattern, { cwd: REPOSITORY }).map((path) => ({
      path,
      text: readFileSync(REPOSITORY + path, 'utf8'),
    }))
  const tree = read(['src/**/*.ts', 'commands/**/*.ts']).map(readSource)
  const tests = globSync(['test/**/*.ts'], { cwd: REPOSITORY }).map((path) => readSource({ path, text: '' }))

  it('looks at the whole source tree', () => {
    expect(tree.map(({ path }) => path)).to.include.members(['src/model/state.ts', 'src/tls/reader.ts'])
  })

  it('is what docs/architecture.md says', () => {
    const page = readFileSync(`${REPOSITORY}docs/architecture.md`, 'utf8')
    const rows = page.matchAll(/^\| `(?:src\/)?([a-z]+)(?:\/|\.ts)` \|.*\| ([^|]*) \|$/gm)
    const table = [...rows].map(([, module, mayImport = '']) => [module, moduleNames(mayImport).toSorted()])
    const rights = Object.entries({ bin: ['cli'], ...MAY_IMPORT })
    expect(Object.fromEntries(table)).to.deep.equal(
      Object.fromEntries(rights.map(([module, names]) => [module, names.toSorted()])),
    )
  })

  for (const rule of RULE_NAMES) {
    describe(rule, () => {
      it('holds', () => {
        expect(RULES[rule](rule === FOLDERS ? [...tree, ...tests] : tree)).to.deep.equal([])
      })

      for (const breach of BREACHES[rule].map((files) => [files].flat())) {
        const [first] = breach
        it(`sees the breach in ${first?.path}: ${first?.text.trim() || 'its name or its length'}`, () =>
          expect(RULES[rule](breach.map(readSource))).to.not.be.empty)
      }

      if (rule !== RIGHTS) {
        it('lets pass what is close to a breach', () =>
          expect(RULES[rule](ALLOWED.map(readSource))).to.deep.equal([]))
      }
    })
  }
})

function folder(files: number): SourceFile[] {
  return Array.from({ length: files }, (_, number) => ({
    path: `src/plan/actions/action${number}.ts`,
    text: '',
  }))
}

/** "`cli`, `scan`; types of `model`" → cli, scan, type model. */
function moduleNames(cell: string): string[] {
  const [values = '', types = ''] = cell.split('types of')
  const names = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  return [...names(values), ...names(types).map((name) => `type ${name}`)]
}
