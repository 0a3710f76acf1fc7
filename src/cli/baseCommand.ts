import { Command } from '@oclif/core'
import { DocumentEnded, jsonText } from '../report/text/json.ts'
import { EXIT } from './exitCodes.ts'
import { describeError } from './failure.ts'
import { clearProgress, writeNote } from './output/progress.ts'
import { writeFileAtomically, writePieces, writePiecesAtomically } from './output/writeFile.ts'
import { type Interruptible, interruptible, interruptibleOrCrashed } from './signals.ts'

/** What every command of this program shares: --json, errors as the contract has them, and orderly interruption. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  /** Colour only on a terminal, and never under NO_COLOR (https://no-color.org). */
  protected get colours(): boolean {
    return Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  }

  /** Columns of the terminal; output to a pipe or a file does not depend on the size of a window. */
  protected get width(): number {
    return process.stdout.isTTY ? Math.max(60, process.stdout.columns || 80) : 120
  }

  /**
   * oclif colours JSON and inspects it first, which costs more than a large inventory. A command that has printed its
   * document already returns undefined.
   */
  override logJson(json: unknown): void {
    if (json !== undefined) process.stdout.write(jsonText(json))
  }

  /** Notes go to stderr, so that stdout holds the result and nothing else. */
  protected note(text: string): void {
    writeNote(text)
  }

  protected interruptible(): Interruptible {
    return interruptible()
  }

  /**
   * Writes a JSON document in pieces to the file of --output, if there is one, and prints it with --json, also where the file
   * cannot be written. run() then returns nothing. At the signal, a file stays as it was, and what is printed ends early.
   *
   * @throws {DocumentEnded} where the document is printed; {McpPqcError} INTERRUPTED, WRITE_FAILED where it is not
   */
  protected async showDocument(
    title: string,
    pieces: (signal: AbortSignal) => AsyncIterable<string>,
    output: string | undefined,
    { signal, release }: Interruptible = interruptibleOrCrashed(),
  ): Promise<void> {
    let failure: { cause: unknown } | undefined
    try {
      try {
        if (output !== undefined) {
          await writePiecesAtomically(output, pieces(signal))
          this.note(`${title}: ${output}`)
        }
      } catch (cause) {
        if (!this.jsonEnabled()) throw cause
        failure = { cause }
      }
      if (this.jsonEnabled()) await writePieces(pieces(signal), undefined)
      if (failure) throw new DocumentEnded('the file was not written', failure)
    } finally {
      release()
    }
  }

  /** A text goes to the file of --output, or to standard output. */
  protected async show(title: string, text: string, output: string | undefined): Promise<void> {
    if (output === undefined) return this.log(text)
    await writeFileAtomically(output, text)
    this.note(`${title}: ${output}`)
  }

  /** An error document goes to stdout here, where --json is known; the rest is left to main. */
  override async catch(error: Error): Promise<void> {
    const { exitCode, text, json } = describeError(error)
    if (!this.jsonEnabled() || json === undefined) throw error
    process.exitCode = exitCode
    clearProgress()
    this.logJson(json)
    if (exitCode === EXIT.bug) this.note(text)
  }
}
