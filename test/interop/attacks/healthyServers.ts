import { startLab } from '../../../src/lab/fleet.ts'

/**
 * The lab in a process of its own, where servers that flood cannot delay it. Prints one line of JSON
 * (`{ca, urls}`) and ends when its standard input ends.
 */
const lab = await startLab()
process.stdout.write(`${JSON.stringify({ ca: lab.ca, urls: lab.endpoints.map(({ url }) => url) })}\n`)
process.stdin.resume().once('end', () => void lab.close())
