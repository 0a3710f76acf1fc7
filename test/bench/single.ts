import { figure, measure, median } from './harness/measure.ts'
import { whyNoNginx, withNginx } from './harness/nginx.ts'
import { peers } from './harness/peers.ts'
import { withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'

const RUNS = 10

/** One endpoint on loopback, whole processes, and start-up alone. Aim: a full profile in under 0.4 s. */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoNginx()
  if (missing) return report({ single: missing })
  await withProgram((program) =>
    withNginx('ecdsa', ['127.0.0.1'], async ({ port, name }) => {
      const at = `127.0.0.1:${port}`
      const time = async (what: string, command: readonly string[], runs = RUNS): Promise<void> => {
        const seconds: number[] = []
        const cpu: number[] = []
        for (let i = 0; i < runs; i++) {
          const cost = await measure(command)
          seconds.push(cost.wall)
          cpu.push(cost.cpu)
        }
        report({
          [name]: what,
          runs,
          'median s': figure(median(seconds)),
          'best s': figure(Math.min(...seconds)),
          'median CPU s': figure(median(cpu)),
        })
      }
      await time('mcp-pqc scan, full profile', program.command('scan', '--no-mcp', `https://${at}`, '--json'))
      await time(
        'mcp-pqc scan --profile quick',
        program.command('scan', `https://${at}`, '--profile', 'quick', '--json'),
      )
      await time('mcp-pqc --version', program.command('--version'))
      await time('mcp-pqc --help', program.command('--help'))
      await time('mcp-pqc scan --help', program.command('scan', '--help'))
      await time('node -e 0', [process.execPath, '-e', '0'])
      for (const peer of peers('sslscan')) await time(peer.name, [...peer.command, '--no-colour', at])
      const [testssl] = [...peers('testssl.sh'), ...peers('testssl')]
      if (testssl)
        await time(`${testssl.name} --fs`, [...testssl.command, '--quiet', '--color', '0', '--fs', at], 1)
      else report({ single: 'testssl.sh: not installed' })
    }),
  )
}
