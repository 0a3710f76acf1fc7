import { readFileSync } from 'node:fs'
import { Parser } from '@oclif/core'
import { expect } from 'chai'
import { parse } from 'yaml'
import { ownCommands } from '../../scripts/commandReference.ts'
import { shellWords } from '../../src/discover/config/command/commandLine.ts'

const read = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')

type Step = { run?: string; uses?: string; if?: string }
type Workflow = { jobs: Record<string, { steps: Step[]; permissions: Record<string, string> }> }
type GitlabJob = {
  before_script: string[]
  script: string[]
  after_script: string[]
  artifacts: { paths: string[]; reports: { junit: string } }
}

const workflow = parse(read('ci/github-actions.yml')) as Workflow
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
const job = (parse(read('ci/gitlab-ci.yml')) as { 'mcp-pqc': GitlabJob })['mcp-pqc']

const SCRIPTS: Record<string, string> = {
  'docs/ci/github-actions.yml': steps.map(({ run }) => run ?? '').join('\n'),
  'docs/ci/gitlab-ci.yml': [...job.before_script, ...job.script, ...job.after_script].join('\n'),
  'docs/ci.md': [...read('ci.md').matchAll(/^ {4}(mcp-pqc .*)$/gm)].map(([, line]) => line).join('\n'),
}

/** The arguments of every mcp-pqc that a shell would start. */
const commandLines = (script: string): string[] =>
  [...script.matchAll(/(?:^|\s)mcp-pqc (.*?)(?=$|[;|&]|>>)/gm)].map(([, line = '']) => line.trim())

describe('the recipes for CI', () => {
  for (const [path, script] of Object.entries(SCRIPTS)) {
    it(`${path}: every command line is one that the program takes`, async () => {
      const commands = new Map((await ownCommands()).map((command) => [command.id, command]))
      const lines = commandLines(script)
      expect(lines.length).to.be.above(3)
      for (const line of lines) {
        const [[id = '', ...argv] = []] = shellWords(line)
        const command = await commands.get(id)?.load()
        if (!command) throw new Error(`there is no command ${id}`)
        const { args, flags, baseFlags, strict } = command
        await Parser.parse(argv, { args, flags: { ...baseFlags, ...flags }, strict })
      }
    })
  }

  it('say nothing that the program would refuse', async () => {
    const [scan] = (await ownCommands()).filter(({ id }) => id === 'scan')
    const command = await scan?.load()
    const refused = Parser.parse(['--fail-one', 'plaintext'], { flags: command?.flags ?? {}, strict: true })
    expect(
      await refused.then(
        () => 'taken',
        () => 'refused',
      ),
    ).to.equal('refused')
  })

  it('upload what the steps before wrote, even where the gate failed', () => {
    const upload = steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif@'))
    expect(upload).to.have.nested.property('with.sarif_file', 'mcp-pqc.sarif')
    expect(SCRIPTS['docs/ci/github-actions.yml']).to.include('--output mcp-pqc.sarif')
    expect(upload?.if).to.include('!cancelled()')
    expect(Object.values(workflow.jobs)[0]?.permissions).to.include({ 'security-events': 'write' })
    for (const path of [...job.artifacts.paths, job.artifacts.reports.junit])
      expect(SCRIPTS['docs/ci/gitlab-ci.yml']).to.include(`--output ${path}`)
  })
})
