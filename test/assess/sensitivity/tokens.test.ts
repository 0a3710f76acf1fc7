import { expect } from 'chai'
import { namesOf } from '../../../src/assess/sensitivity/names.ts'
import type { ServerEvidence } from '../../../src/assess/sensitivity/sensitivity.ts'
import { BREAK, stem, tokenise } from '../../../src/assess/sensitivity/tokens.ts'

let count = 0

/** The beginning of a word that no earlier call has seen: words and stems are remembered. */
const fresh = (): string => `q${(++count).toString(36)}x`

describe('the stem of a word', () => {
  for (const [ending, expected] of [
    ['policies', 'policy'],
    ['invoices', 'invoic'],
    ['invoiced', 'invoic'],
    ['invoicing', 'invoic'],
    ['running', 'run'],
    ['planned', 'plan'],
    ['calling', 'call'],
    ['agreed', 'agreed'],
    ['classes', 'class'],
    ['boss', 'boss'],
    ['status', 'status'],
    ['analysis', 'analysis'],
    ['tables', 'tabl'],
    ['table', 'tabl'],
    ['name', 'nam'],
    ['text', 'text'],
  ] as const) {
    it(`of …${ending} is …${expected}`, () => {
      const start = fresh()
      expect(stem(start + ending)).to.equal(start + expected)
    })
  }

  it('of a short word is the word, or what is left of its plural', () => {
    const letters = 'bcdfgjklmpqvwxz'
    const short = (): string =>
      `${letters[++count % letters.length]}${letters[Math.floor(count / letters.length) % letters.length]}`
    for (const ending of ['s', 'ed', 'e']) {
      const start = short()
      expect(stem(start + ending), start + ending).to.equal(start + ending)
    }
    const [plural, ies, ing, past] = [short(), short(), short(), short()]
    expect(stem(`${plural}ts`)).to.equal(`${plural}t`)
    expect(stem(`${ies.slice(0, 1)}ies`)).to.equal(`${ies.slice(0, 1)}ie`)
    expect(stem(`${ing}ing`)).to.equal(`${ing}ing`)
    expect(stem(`${past}xed`)).to.equal(`${past}x`)
  })

  it('is the word itself, where it only looks like a form of another', () => {
    for (const word of ['news', 'accounting', 'dns', 'building']) expect(stem(word)).to.equal(word)
  })
})

describe('the tokens of a text', () => {
  for (const [text, expected] of [
    ['A b1 C', ['a', 'b1', 'c']],
    ['a, b; c', ['a', BREAK, 'b', BREAK, 'c']],
    ['a.b c. d.', ['a', 'b', 'c', BREAK, 'd', BREAK]],
    ['a.\tb-c_d/e', ['a', BREAK, 'b', 'c', 'd', 'e']],
    ['az AZ 09 @[`{', ['az', 'az', '09', BREAK, BREAK]],
    ['', []],
  ] as const) {
    it(`of ${JSON.stringify(text)} are ${JSON.stringify(expected)}`, () =>
      expect(tokenise(text)).to.deep.equal(expected))
  }

  it('have the parts of words in camel case after them', () => {
    const word = fresh()
    expect(tokenise(`get${word.toUpperCase()}Name x`)).to.deep.equal([
      `get${word}name`,
      'x',
      BREAK,
      'get',
      ...tokenise(word.toUpperCase()).slice(0, 1),
      'name',
    ])
  })

  it('are without accents, and in lower case', () => {
    const word = fresh()
    expect(tokenise(`${word}É ${word}ﬁ`)).to.deep.equal([
      `${word}e`,
      `${word}fi`,
      ...tokenise(`${word}É`).slice(1),
    ])
  })

  it('are none of runs beyond forty letters, nor of what follows the limit', () => {
    const word = fresh()
    expect(tokenise(word.padEnd(40, 'a'))).to.have.lengthOf(1)
    expect(tokenise(word.padEnd(41, 'a'))).to.deep.equal([])
    expect(tokenise('abc def', 3)).to.deep.equal(['abc'])
    expect(tokenise('abc def', 5)).to.deep.equal(['abc', 'd'])
  })
})

describe('the names of a server', () => {
  for (const [server, expected] of [
    [{ title: 'Zqa', name: 'zqb', serverName: 'zqc' }, ['title: zqa', 'name: zqb', 'server name: zqc']],
    [{ title: 'Zqa', name: 'zqa' }, ['title: zqa']],
    [{ title: '', name: 'mcp server' }, []],
    [{ id: 'zqa' }, ['name: zqa']],
    [{ id: 'zqb', name: 'zqa' }, ['name: zqa']],
    [{ packageName: '@modelcontextprotocol/server-zqa' }, ['package: zqa']],
    [{ packageName: '@zqa/zqb' }, ['package: zqa | zqb']],
    [{ name: 'io.github.someone/zqa' }, ['name: zqa']],
    [{ name: '/zqa' }, ['name: | zqa']],
    [{ command: 'npx  -y /opt/other/zqa --key=zqb zqc=1' }, ['command: | zqa']],
    [{ command: String.raw`C:\other\zqa` }, ['command: zqa']],
    [{ command: '@modelcontextprotocol/server-zqa zqb' }, ['command: zqa | zqb']],
    [{ url: 'https://user:zqx@zqa.example:8443/zqb' }, ['host: zqa example']],
    [{ url: 'https://192.0.2.1/zqa' }, []],
    [{ url: 'zqa.example' }, []],
    [{ url: 'https://zqa.a.run.app/zqb' }, ['host: zqa a']],
    [{ url: 'https://server.smithery.ai/@zqa/zqb/mcp' }, ['host: | zqa | zqb |']],
  ] satisfies [ServerEvidence, string[]][]) {
    it(`of ${JSON.stringify(server)} are ${expected.join(' and ')}`, () => {
      const found = namesOf(server).map(
        ({ place, tokens }) => `${place}: ${tokens.map((one) => one || '|').join(' ')}`,
      )
      expect(found).to.deep.equal(expected)
    })
  }
})
