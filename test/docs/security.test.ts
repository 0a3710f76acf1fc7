import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'

const ROOT = new URL('../../', import.meta.url).pathname

/** A test file that a promise names, and the tests in it: none where it names the whole file. */
type Citation = { file: string; names: string[] }

/** The promises, each as one line. */
const promises = (): string[] => {
  const [, section = ''] = readFileSync(`${ROOT}SECURITY.md`, 'utf8').split(/^## Promises$/m)
  const [text = ''] = section.split(/^## /m)
  const bullets = text.split(/^- /m).slice(1)
  return bullets.map((bullet) => (bullet.split(/\n\n|^#/m)[0] ?? '').replace(/\s+/g, ' ').trim())
}

/** Citations are written "(`file`, a remark: name; name. `file`: name)". */
const citations = (promise: string): Citation[] =>
  promise.split(/(?=`test\/[\w./-]+\.test\.ts`)/).flatMap((part) => {
    const [, file, rest = ''] = /^`(test\/[\w./-]+\.test\.ts)`(.*)$/.exec(part) ?? []
    if (file === undefined) return []
    const [, names = ''] = /^[^:()]*: (.*)$/.exec(untilClosed(rest)) ?? []
    return [
      { file, names: names === '' ? [] : names.split('; ').map((name) => name.replace(/[.;, ]+$/, '')) },
    ]
  })

/** The part before the parenthesis that closes the one around it. */
const untilClosed = (text: string): string => {
  let depth = 1
  const end = [...text].findIndex((character) => {
    if (character === '(') depth++
    return character === ')' && --depth === 0
  })
  return end === -1 ? text : text.slice(0, end)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** "…" stands for any text. */
const pattern = (name: string): RegExp => new RegExp(`^${name.split('…').map(escaped).join('.*')}$`)

type Title = { title: string; fullTitle: string; file: string }

describe('SECURITY.md', () => {
  const cited = promises().map((promise) => ({ promise, all: citations(promise) }))
  const titles = new Map<string, Title[]>()
  before(function () {
    this.timeout(120_000)
    const files = [...new Set(cited.flatMap(({ all }) => all.map(({ file }) => file)))]
    const mocha = [`${ROOT}node_modules/mocha/bin/mocha.js`, '--no-config', '--dry-run', '--reporter', 'json']
    // Some files make a folder when they are loaded.
    const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-titles-'))
    try {
      const json = execFileSync(process.execPath, [...mocha, ...files], {
        cwd: ROOT,
        env: { ...process.env, TMPDIR: folder },
        maxBuffer: 64_000_000,
        encoding: 'utf8',
      })
      for (const test of JSON.parse(json).tests as Title[]) {
        const file = test.file.slice(ROOT.length)
        titles.set(file, [...(titles.get(file) ?? []), test])
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  const isThere = (file: string, name: string): boolean =>
    (titles.get(file) ?? []).some(({ title, fullTitle }) => {
      const suites = ` ${fullTitle.slice(0, fullTitle.length - title.length)} `
      return pattern(name).test(title) || suites.includes(` ${name} `)
    })

  it('names for each promise a test, or a step of .ci/run, that holds it', () => {
    expect(cited).to.have.length.above(60)
    const without = cited.filter(({ promise, all }) => all.length === 0 && !promise.includes('`.ci/run`'))
    expect(without.map(({ promise }) => promise)).to.deep.equal([])
  })

  it('names files that contain tests', () => {
    const files = cited.flatMap(({ all }) => all.map(({ file }) => file))
    expect(files.filter((file) => !titles.has(file))).to.deep.equal([])
  })

  it('names tests and suites as their files name them', () => {
    const names = cited.flatMap(({ all }) =>
      all.flatMap(({ file, names: own }) => own.map((name) => ({ file, name }))),
    )
    expect(names).to.have.length.above(150)
    expect(names.filter(({ file, name }) => !isThere(file, name))).to.deep.equal([])
  })
})
