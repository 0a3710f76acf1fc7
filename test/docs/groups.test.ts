import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { POLICY_GROUPS } from '../../src/gateway/groups.ts'

describe('the groups of the gateway', () => {
  const { hybrid, classical } = POLICY_GROUPS['allow-classical']

  for (const name of ['gateway', 'connect'])
    it(`are those of docs/${name}.md`, () => {
      const page = readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')
      expect(page).to.include(`| hybrid (default) | ${hybrid.join(', ')} |`)
      expect(page).to.match(
        new RegExp(`\\| \`--allow-classical\` \\| the same, and ${classical.join(', ')} after them \\|`, 'i'),
      )
    })
})
