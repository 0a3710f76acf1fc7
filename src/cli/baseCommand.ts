import { Command } from '@oclif/core'
import { McpPqcError } from '../model/error.ts'
import { jsonText } from '../report/text/json.ts'
import { EXIT } from './exitCodes.ts'
import { describeError } from './failure.ts'

/** What every command of this program shares: --json, errors as the contract has them, and clean interruption. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  /** Colour only on a terminal, and never under NO_COLOR (https://no-color.org). */
  protected get colours(): boolean {
    return Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  }

  /** Columns of the terminal; what a pipe or a file gets does not depend on whose window it was. */
  protected get width(): number {
    return process.stdout.isTTY ? Math.max(60, process.stdout.columns || 80) : 120
  }

  /** oclif paints JSON and inspects it first, which costs more than a large inventory. */
  override logJson(json: unknown): void {
    process.stdout.write(jsonText(json))
  }

  /** Notes go to stderr, so that stdout holds the result and nothing else. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  /** Aborted by the first Ctrl-C; the second ends the process at once, as it would without us. */
  protected interruptible(): { signal: AbortSignal; release: () => void } {
    const controller = new AbortController()
    const stop = (): void =>
      controller.abort(
        new McpPqcError('INTERRUPTED', 'interrupted', 'Nothing was finished by then: there is no result.'),
      )
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    return {
      signal: controller.signal,
      release: () => {
        process.off('SIGINT', stop)
        process.off('SIGTERM', stop)
      },
    }
  }

  /** What has to be said of it on stdout is said here, where --json is known; the rest is left to main. */
  override async catch(error: Error): Promise<void> {
    const { exitCode, text, json } = describeError(error)
    if (!this.jsonEnabled() || json === undefined) throw error
    process.exitCode = exitCode
    this.logJson(json)
    if (exitCode === EXIT.bug) this.note(text)
  }
}
