import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import {
  auditOutcome,
  type Lock,
  type LockedPackage,
  licenceProblems,
  nativeProblems,
  originProblems,
  productionPackages,
} from '../scripts/dependencies.ts'

const ROOT = new URL('../', import.meta.url).pathname
const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as Lock

const locked = (one: LockedPackage): Lock => ({ packages: { '': {}, 'node_modules/a': one } })

describe('what users install', () => {
  it('has licences that are allowed, and no others', () => {
    expect(productionPackages(lock).length).to.be.above(50)
    expect(licenceProblems(lock)).to.deep.equal([])
    for (const license of ['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC'])
      expect(licenceProblems(locked({ license })), license).to.deep.equal([])
    for (const license of [
      'GPL-3.0-only',
      'MIT AND GPL-3.0',
      '(MIT OR X) AND (Y OR Z)',
      'SEE LICENSE IN LICENSE',
      '',
    ])
      expect(licenceProblems(locked({ license })), license).to.have.length(1)
    expect(licenceProblems(locked({}))).to.deep.equal(['node_modules/a: none stated'])
    expect(licenceProblems(locked({ license: 'GPL-3.0', dev: true }))).to.deep.equal([])
    expect(licenceProblems(locked({ license: 'GPL-3.0', devOptional: true }))).to.have.length(1)
  })

  it('has native code in optional packages only', () => {
    expect(nativeProblems(lock)).to.deep.equal([])
    for (const native of [{ hasInstallScript: true }, { os: ['linux'] }, { cpu: ['x64'] }]) {
      expect(nativeProblems(locked(native))).to.have.length(1)
      expect(nativeProblems(locked({ ...native, optional: true }))).to.deep.equal([])
    }
  })

  it('comes from the registry, each package with its hash', () => {
    expect(originProblems(lock)).to.deep.equal([])
    expect(originProblems(locked({ integrity: 'sha1-a' }))).to.have.length(1)
    expect(
      originProblems(locked({ integrity: 'sha512-a', resolved: 'https://a.example/a.tgz' })),
    ).to.have.length(1)
  })
})

describe('npm audit', () => {
  const audited = (vulnerabilities: object) =>
    auditOutcome(JSON.stringify({ metadata: { vulnerabilities } })).state

  it('fails for any known vulnerability', () => {
    expect(audited({ low: 1, total: 1 })).to.equal('failed')
    expect(audited({ low: 0, total: 0 })).to.equal('passed')
  })

  it('is skipped, with the reason, where the registry does not answer', () => {
    const refused = { message: '405 Method Not Allowed', error: { summary: '' } }
    expect(auditOutcome(JSON.stringify(refused))).to.deep.equal({
      state: 'skipped',
      why: '405 Method Not Allowed',
    })
    expect(auditOutcome('').state).to.equal('skipped')
  })
})

describe('actions in workflows', () => {
  const files = globSync(['docs/**/*.{md,yml}', '.github/**/*.yml', 'README.md'], { cwd: ROOT })
  const used = files.flatMap((path) =>
    [...readFileSync(`${ROOT}${path}`, 'utf8').matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action]) => ({
      path,
      action,
    })),
  )

  it('are named by the hash of a commit, with its version', () => {
    expect(used).to.have.length.above(3)
    for (const { path, action } of used)
      expect(action, path).to.match(/^[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/)
  })
})
