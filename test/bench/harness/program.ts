import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withTemporaryFolder } from './measure.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** The program as it is released: built, with oclif's manifest. */
export type Program = {
  /** The command line of a run with these arguments. */
  command: (...args: string[]) => string[]
  /** The same, and its peak of memory afterwards: bytes. */
  withPeak: (...args: string[]) => { command: string[]; peak: () => number }
}

/** Builds it into a folder of its own, so that the checkout's dist is neither used nor touched. */
export const withProgram = <T>(use: (program: Program) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (folder) => {
    for (const name of ['bin', 'package.json'])
      cpSync(`${ROOT}/${name}`, `${folder}/${name}`, { recursive: true })
    symlinkSync(`${ROOT}/node_modules`, `${folder}/node_modules`)
    const run = (script: string, ...args: string[]): Buffer =>
      execFileSync(process.execPath, [`${ROOT}/node_modules/.bin/${script}`, ...args], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    run('tsc', '-p', `${ROOT}/tsconfig.build.json`, '--noCheck', '--outDir', `${folder}/dist`)
    run('oclif', 'manifest')
    const entry = [`${folder}/bin/run.js`]
    const peakFile = `${folder}/peak`
    return await use({
      command: (...args) => [process.execPath, ...entry, ...args],
      withPeak: (...args) => ({
        command: [process.execPath, '--import', peakHook(peakFile), ...entry, ...args],
        peak: () => (existsSync(peakFile) ? Number(readFileSync(peakFile, 'utf8')) * 1024 : Number.NaN),
      }),
    })
  })

/** getrusage(2), ru_maxrss: kibibytes. */
export const peakHook = (file: string): string =>
  `data:text/javascript,${encodeURIComponent(
    `import { writeFileSync } from 'node:fs'
     process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)))`,
  )}`
