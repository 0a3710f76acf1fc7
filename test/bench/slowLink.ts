import { best, figure, measure } from './harness/measure.ts'
import { whyNoNginx, withNginx } from './harness/nginx.ts'
import { peers } from './harness/peers.ts'
import { withProgram } from './harness/program.ts'
import type { Report } from './harness/row.ts'
import { withSlowLink } from './harness/slowLink.ts'

const DELAY_MS = 40

/** One endpoint behind a link with 40 ms each way (harness/slowLink.ts). Aim: five times faster than sslscan. */
export const run = async (report: Report): Promise<void> => {
  const missing = whyNoNginx()
  if (missing) return report({ slowLink: missing })
  await withProgram((program) =>
    withNginx('ecdsa', ['127.0.0.1'], (nginx) =>
      withSlowLink(nginx.port, DELAY_MS, async (port) => {
        const at = `127.0.0.1:${port}`
        const ours = await best(3, () =>
          measure(program.command('scan', '--no-mcp', `https://${at}`, '--json')),
        )
        report(row(nginx.name, 'mcp-pqc scan, whole process', ours.wall, 1))
        const theirs = peers('sslscan')
        if (theirs.length === 0) report({ slowLink: 'sslscan: not installed' })
        for (const { name, command } of theirs) {
          const { wall } = await measure([...command, '--no-colour', at])
          report(row(nginx.name, name, wall, wall / ours.wall))
        }
      }),
    ),
  )
}

const row = (server: string, program: string, seconds: number, ratio: number): Record<string, string> => ({
  [`${server}, ${DELAY_MS} ms each way`]: program,
  seconds: figure(seconds),
  'times mcp-pqc': figure(ratio),
})
